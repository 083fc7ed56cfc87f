import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { conversations } from '../api/endpoints';
import { useSession } from '../session/session';

/** A message counts as shown once it has been in sight this long. */
const SEEN_AFTER_MS = 1_000;
const AGAIN_AFTER_MS = 10_000;
/** A message counts as in sight when this much of it is, or when it fills this much of the place. */
const SHARE = 0.6;

/**
 * Reports which messages were really in sight: within the scrolling box, in a window that is itself visible, for a moment. Only the
 * newest matter, so that looking back at old ones tells nobody anything.
 */
export function useReadMarks(box: RefObject<HTMLElement | null>, conversationId: string | undefined, lastSeq: number): void {
  const { me } = useSession();
  const watcher = useRef<IntersectionObserver | null>(null);
  const sight = useRef(new Set<number>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const reported = useRef(0);
  const again = useRef<() => void>(() => undefined);
  const reads = conversationId !== undefined && me.role === 'therapist';

  const settle = useCallback((wait = SEEN_AFTER_MS) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const through = Math.max(0, ...sight.current);
      if (!conversationId || document.visibilityState !== 'visible' || through <= reported.current) return;
      const before = reported.current;
      reported.current = through;
      conversations.read(conversationId, Math.min(...sight.current), through).catch(() => {
        reported.current = before;
        again.current();
      });
    }, wait);
  }, [conversationId]);

  useEffect(() => {
    again.current = () => settle(AGAIN_AFTER_MS);
  }, [settle]);

  useEffect(() => {
    const element = box.current;
    if (!reads || !element) return;
    watcher.current ??= new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
          const seq = Number((target as HTMLElement).dataset.seq);
          const fills = rootBounds !== null && intersectionRect.height >= rootBounds.height * SHARE;
          if (isIntersecting && (intersectionRatio >= SHARE || fills)) sight.current.add(seq);
          else sight.current.delete(seq);
        }
        settle();
      },
      { root: element, threshold: [0, 0.25, SHARE, 1] },
    );
    for (const row of element.querySelectorAll('[data-seq]')) watcher.current.observe(row);
  }, [box, reads, lastSeq, settle]);

  useEffect(() => {
    const look = () => settle();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      clearTimeout(timer.current);
      watcher.current?.disconnect();
      watcher.current = null;
    };
  }, [settle]);
}
