import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Item, Prompt } from "../view";

/** Pixels from an end that still count as being there, for one who reads along. */
const NEAR = 90;
/** Pixels that may stay hidden below without a word about it: the air at the end and less than a line. */
const HIDDEN = 36;
/** Milliseconds within which what arrives belongs together: read from its first word, not from its last. */
const BATCH = 4_000;
/** Pixels left above what is scrolled to. */
const AIR = 12;

interface Scroll {
  scroller: RefObject<HTMLDivElement | null>;
  /** Whether nothing is hidden below. */
  atEnd: boolean;
  /** Whether the person is reading along, rather than somewhere in the past. */
  following: boolean;
  toEnd: () => void;
}

interface Place {
  opened: boolean;
  following: boolean;
  atEnd: boolean;
  height: number;
  top: number;
  first: string;
  own: string;
  last: string;
  batch: string;
  arrived: number;
}

/**
 * Keep the place. Whoever reads along sees what is new from its beginning (a long answer does not run away upwards);
 * whoever reads in the past stays there, also when older words come in above. One's own words bring one back. The first
 * look is at the mark of what is new, if there is one.
 */
export function useScroll(items: Item[], prompt: Prompt | null, typing: boolean, loadOlder: () => void): Scroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ atEnd: true, following: true });
  const place = useRef<Place>({ opened: false, following: true, atEnd: true, height: 0, top: 0, first: "", own: "", last: "", batch: "", arrived: 0 });
  const load = useRef(loadOlder);
  load.current = loadOlder;

  const note = (): void => {
    const area = scroller.current;
    if (!area) return;
    const next = { atEnd: isAtEnd(area, HIDDEN), following: place.current.following };
    Object.assign(place.current, { height: area.scrollHeight, top: area.scrollTop, atEnd: next.atEnd });
    setSeen((before) => (before.atEnd === next.atEnd && before.following === next.following ? before : next));
  };

  useLayoutEffect(() => {
    const area = scroller.current;
    if (!area) return;
    const now = place.current;
    const keys = items.flatMap((item) => (item.type === "group" ? item.bubbles.map((bubble) => bubble.key) : []));
    const first = keys[0] ?? "";
    const last = keys.at(-1) ?? "";
    const own = lastOwnKey(items);
    const opening = !now.opened;
    const mark = opening ? area.querySelector<HTMLElement>(".unread") : null;
    const since = keys.slice(keys.indexOf(now.last) + 1);
    const arrived = last !== now.last;
    if (arrived && !opening) {
      // An answer begins where it begins, not with the words that it answers.
      if (!now.batch || Date.now() - now.arrived > BATCH || now.last === now.own || own !== now.own) now.batch = since[0] ?? "";
      now.arrived = Date.now();
    }
    if (own !== now.own && !opening) now.following = true;
    if (mark) {
      area.scrollTop = mark.offsetTop - AIR;
      now.following = isAtEnd(area);
    } else if (now.following && (arrived || opening)) {
      // From where the answer begins, also when a question with much to choose comes at its end: what was asked in the middle
      // of a check-in is answered first. Where nothing has arrived yet, an open question is shown with its answers.
      const anchor = now.batch || (prompt ? last : "");
      area.scrollTop = Math.min(area.scrollHeight, startOf(area, anchor) - AIR);
    } else if (now.following && now.atEnd) {
      area.scrollTop = area.scrollHeight;
    } else if (first !== now.first) {
      area.scrollTop = now.top + (area.scrollHeight - now.height);
    }
    Object.assign(now, { opened: true, first, own, last });
    note();
  }, [items, prompt, typing]);

  useLayoutEffect(() => {
    const area = scroller.current;
    if (!area) return;
    const onScroll = (): void => {
      const now = place.current;
      // Where we put it ourselves is not where the person went.
      if (Math.abs(area.scrollTop - now.top) < 2) return;
      const up = area.scrollTop < now.top;
      // They have moved on from where the answer began; what comes next begins anew.
      now.batch = "";
      now.following = isAtEnd(area);
      note();
      if (up && area.scrollTop < NEAR) load.current();
    };
    // The keyboard opens, the composer grows, the phone turns: the newest words stay in sight.
    const observer = new ResizeObserver(() => {
      if (place.current.following && place.current.atEnd) area.scrollTop = area.scrollHeight;
      note();
    });
    observer.observe(area);
    area.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      area.removeEventListener("scroll", onScroll);
    };
  }, []);

  const toEnd = (): void => {
    const area = scroller.current;
    if (!area) return;
    place.current.following = true;
    area.scrollTop = area.scrollHeight;
    area.focus({ preventScroll: true });
    note();
  };
  return { scroller, ...seen, toEnd };
}

/** Where a bubble begins, with the name above it if it is the first under that name. */
function startOf(area: HTMLElement, key: string): number {
  const row = key ? area.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) : null;
  const named = row?.previousElementSibling?.classList.contains("name") ? row.parentElement : row;
  return named?.offsetTop ?? Infinity;
}

const isAtEnd = (area: HTMLElement, near = NEAR): boolean => area.scrollHeight - area.scrollTop - area.clientHeight < near;

function lastOwnKey(items: Item[]): string {
  const group = items.findLast((item) => item.type === "group" && item.voice === "patient");
  return group?.type === "group" ? (group.bubbles.at(-1)?.key ?? "") : "none";
}
