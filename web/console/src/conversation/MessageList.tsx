import { Button, Loader } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { Fragment, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { StaffMessage } from '../api/types';
import { dayName } from '../lib/time';
import { useNow } from '../lib/useNow';
import { strings } from '../strings';
import { Empty, Problem } from '../ui/States';
import styles from './conversation.module.css';
import { MessageRow } from './MessageRow';
import type { ConversationView } from './useConversation';
import { useReadMarks } from './useReadMarks';

const words = strings.conversation;
const NEAR_END_PX = 80;
const MINUTE_MS = 60_000;

interface Props {
  view: ConversationView;
  name: string;
  /** Opens here; otherwise at the end. */
  target?: number | undefined;
  /** Whether the reader writes here: their own words bring them to the end. */
  writing?: boolean;
  foot?: (message: StaffMessage) => ReactNode;
}

/** The scrolling conversation: stays at the end while the reader is there, and says so when they are not. */
export function MessageList({ view, name, target, writing = false, foot }: Props) {
  const now = useNow(MINUTE_MS);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const placed = useRef(false);
  const before = useRef<{ first: number; height: number } | null>(null);
  const [unseen, setUnseen] = useState(0);
  const { messages } = view;
  const firstSeq = messages[0]?.seq ?? 0;
  const lastSeq = messages.at(-1)?.seq ?? 0;
  useReadMarks(box, view.conversation?.id, lastSeq);

  // First placement, and keeping the place when earlier messages are put on top.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || messages.length === 0) return;
    if (!placed.current) {
      placed.current = true;
      const row = target === undefined ? null : element.querySelector(`[data-seq="${target}"]`);
      if (row instanceof HTMLElement) {
        element.scrollTop = row.offsetTop - element.clientHeight / 3;
        atEnd.current = isAtEnd(element);
      } else element.scrollTop = element.scrollHeight;
    } else if (before.current && firstSeq < before.current.first) {
      element.scrollTop += element.scrollHeight - before.current.height;
    }
    before.current = { first: firstSeq, height: element.scrollHeight };
  }, [firstSeq, lastSeq, messages.length, target]);

  const seen = useRef(0);
  const own = writing && messages.at(-1)?.sender === 'therapist';
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    if (atEnd.current || (own && seen.current && lastSeq > seen.current)) element.scrollTop = element.scrollHeight;
    else if (seen.current && lastSeq > seen.current) setUnseen((count) => count + lastSeq - seen.current);
    seen.current = lastSeq;
  }, [lastSeq, own]);

  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    setUnseen(0);
  };

  return (
    <div className={styles.pane}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area must be reachable by keyboard */}
      <div ref={box} className={styles.scroll} tabIndex={0} role="region" aria-label={words.label(name)}
        onScroll={(event) => {
          atEnd.current = isAtEnd(event.currentTarget);
          if (atEnd.current) setUnseen(0);
        }}
      >
        <div className={styles.edge}>
          {view.loading === 'earlier' ? <Loader size="xs" /> : null}
          {view.moreBefore && view.loading !== 'earlier' ? (
            <Button variant="subtle" size="compact-sm" onClick={view.loadEarlier}>{words.earlier}</Button>
          ) : null}
          {!view.moreBefore && messages.length > 0 ? <span className="quiet small">{words.start}</span> : null}
        </div>
        {messages.length === 0 && view.loading === null ? <Empty title={words.empty} /> : null}
        {messages.map((message, index) => {
          const previous = messages[index - 1];
          const day = dayName(message.created_at, now);
          const newDay = !previous || dayName(previous.created_at, now) !== day;
          return (
            <Fragment key={message.seq}>
              {newDay ? <p className={styles.day}><span>{day}</span></p> : null}
              <div data-seq={message.seq}>
                <MessageRow
                  message={message} withName={newDay || previous.sender !== message.sender || previous.sender_name !== message.sender_name}
                  chosen={message.seq === target} foot={foot?.(message)}
                />
              </div>
            </Fragment>
          );
        })}
        {view.error && messages.length > 0 ? <Problem error={view.error} onRetry={view.refresh} /> : null}
      </div>
      {unseen > 0 ? (
        <Button className={styles.unseen} size="compact-sm" radius="xl" leftSection={<IconArrowDown size={15} aria-hidden />} onClick={toEnd}>
          {words.unseen(unseen)}
        </Button>
      ) : null}
    </div>
  );
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
}
