import { ActionIcon, Button, Loader } from '@mantine/core';
import { IconStar } from '@tabler/icons-react';
import { Fragment, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { CaseChange, Review, StaffMessage } from '../../api/types';
import { MessageRow } from '../../conversation/MessageRow';
import type { ConversationView } from '../../conversation/useConversation';
import { dateTime, dayName } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { strings } from '../../strings';
import { Problem } from '../../ui/States';
import { historyNote } from '../../therapist/case/Findings';
import { Beside } from './Beside';
import styles from './transcript.module.css';

const words = strings.transcript;
const MINUTE_MS = 60_000;

interface Props {
  view: ConversationView;
  reviews: readonly Review[];
  target: number | undefined;
  chosen: number | null;
  onChoose: (seq: number) => void;
  onRate: (message: StaffMessage) => void;
}

/** Message by message, with the program's side beside each; more comes by itself at both ends. */
export function Transcript({ view, reviews, target, chosen, onChoose, onRate }: Props) {
  const { messages, changes } = view;
  const list = useRef<HTMLDivElement>(null);
  const firstSeq = messages[0]?.seq ?? 0;
  const placed = useRef<{ first: number; height: number } | null>(null);
  const now = useNow(MINUTE_MS);
  const changesAfter = useMemo(() => placeChanges(messages, changes), [messages, changes]);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element || !firstSeq) return;
    if (!placed.current) {
      const row = document.getElementById(`message-${target ?? messages.at(-1)?.seq ?? 0}`);
      row?.scrollIntoView({ block: target === undefined ? 'end' : 'center' });
    } else if (firstSeq < placed.current.first) {
      window.scrollBy({ top: element.scrollHeight - placed.current.height, behavior: 'instant' });
    }
    placed.current = { first: firstSeq, height: element.scrollHeight };
  }, [firstSeq, messages, target]);

  const rated = new Set(reviews.map((review) => review.message_id));
  return (
    <div ref={list} className={styles.list}>
      <Edge more={view.moreBefore} loading={view.loading === 'earlier'} label={strings.conversation.earlier} onMore={view.loadEarlier} />
      {!view.moreBefore && messages.length > 0 ? <p className={styles.start}>{strings.conversation.start}</p> : null}
      {messages.map((message, index) => {
        const previous = messages[index - 1];
        const day = dayName(message.created_at, now);
        return (
          <Fragment key={message.seq}>
            {!previous || dayName(previous.created_at, now) !== day ? <p className={styles.day}><span>{day}</span></p> : null}
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the message in focus is the one that keys rate */}
            <article
              id={`message-${message.seq}`} tabIndex={-1} aria-label={words.message(message.seq)} aria-current={message.seq === chosen ? 'true' : undefined}
              className={`${styles.entry} ${message.seq === chosen ? styles.chosen : ''}`} onFocus={() => onChoose(message.seq)}
            >
              <div className={styles.said}>
                <MessageRow
                  message={message} withName
                  foot={message.sender === 'bot' || message.sender === 'therapist' || message.sender === 'system' ? (
                    <ActionIcon
                      variant="subtle" color="gray" size={26} aria-label={`${words.rateMessage}: ${words.message(message.seq)}`} title={words.rateMessage}
                      onClick={() => onRate(message)}
                    >
                      <IconStar size={16} fill={rated.has(message.id) ? 'currentColor' : 'none'} aria-hidden />
                    </ActionIcon>
                  ) : null}
                />
              </div>
              <Beside message={message} />
            </article>
            {changesAfter.get(message.seq)?.map((change) => <Change key={`${change.at} ${change.action}`} change={change} />)}
          </Fragment>
        );
      })}
      {view.error && messages.length > 0 ? <Problem error={view.error} onRetry={view.moreAfter ? view.loadLater : view.loadEarlier} /> : null}
      <Edge more={view.moreAfter} loading={view.loading === 'later'} label={strings.conversation.later} onMore={view.loadLater} />
    </div>
  );
}

function Change({ change }: { change: CaseChange }) {
  return (
    <p className={styles.change}>
      <span>
        <strong>{change.actor_role === 'system' ? strings.product : change.actor_name}</strong> {strings.actions[change.action] ?? change.action}
        {change.note ? `: ${historyNote(change.note)}` : ''} · {dateTime(change.at)}
      </span>
    </p>
  );
}

/** Which case changes are shown after which message: after the last one said before them. */
function placeChanges(messages: readonly StaffMessage[], changes: readonly CaseChange[]): Map<number, CaseChange[]> {
  const placed = new Map<number, CaseChange[]>();
  for (const change of [...changes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const after = messages.findLast((message) => Date.parse(message.created_at) <= Date.parse(change.at));
    if (after) placed.set(after.seq, [...(placed.get(after.seq) ?? []), change]);
  }
  return placed;
}

/** Loads more when it comes into view; the button is for those who do not scroll. */
function Edge({ more, loading, label, onMore }: { more: boolean; loading: boolean; label: string; onMore: () => void }) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = onMore;
  });
  useEffect(() => {
    if (!more || loading || !element.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) latest.current();
    }, { rootMargin: '300px' });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [more, loading]);
  if (!more && !loading) return null;
  return (
    <div ref={element} className={styles.edge}>
      {loading ? <Loader size="xs" /> : <Button variant="subtle" size="compact-sm" onClick={onMore}>{label}</Button>}
    </div>
  );
}
