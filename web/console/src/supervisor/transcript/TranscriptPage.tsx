import { ActionIcon, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArrowLeft, IconListDetails } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { supervisor, type PageWanted } from '../../api/endpoints';
import type { StaffMessage } from '../../api/types';
import { DisabledNotice } from '../../conversation/DisabledNotice';
import { useConversation } from '../../conversation/useConversation';
import { useHotkeys } from '../../lib/useHotkeys';
import { PlanReading } from '../../plan/PlanReading';
import { strings } from '../../strings';
import { Loading, Problem } from '../../ui/States';
import { usePageTitle } from '../../ui/usePageTitle';
import { ReviewPanel } from '../review/ReviewPanel';
import { Transcript } from './Transcript';
import styles from './transcript.module.css';

const words = strings.transcript;

/** A conversation with what the program understood and did beside it, and the supervisor's rating. */
export function TranscriptPage({ id }: { id: string }) {
  const [parameters] = useSearchParams();
  const wanted = Number(parameters.get('around'));
  const around = Number.isInteger(wanted) && wanted > 0 ? wanted : undefined;
  const load = useCallback((page: PageWanted, signal?: AbortSignal) => supervisor.page(id, page, signal), [id]);
  const view = useConversation({ load, around });
  const reviews = useQuery({ queryKey: ['reviews', id], queryFn: ({ signal }) => supervisor.reviews(id, signal) });
  const [chosen, setChosen] = useState<number | null>(around ?? null);
  /** What the rating form is about: a message, or the conversation. */
  const [rated, setRated] = useState<StaffMessage | null>(null);
  const [rating, setRating] = useState<number | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const name = view.patient?.display_name ?? '';
  usePageTitle(name ? words.title(name) : strings.shell.search);

  const choose = (seq: number) => {
    setChosen(seq);
    const row = document.getElementById(`message-${seq}`);
    row?.scrollIntoView({ block: 'nearest' });
    row?.focus({ preventScroll: true });
  };
  const move = (step: 1 | -1) => {
    const at = view.messages.findIndex((message) => message.seq === chosen);
    const next = view.messages[at === -1 ? 0 : Math.min(view.messages.length - 1, Math.max(0, at + step))];
    if (next) choose(next.seq);
  };
  const rate = (message: StaffMessage | null, value: number | null) => {
    setRated(message);
    setRating(value);
    requestAnimationFrame(() => document.getElementById(value === null ? 'rating-3' : 'rating-comment')?.focus());
  };
  const digit = (value: number) => () => rate(view.messages.find((message) => message.seq === chosen) ?? null, value);
  useHotkeys({ j: () => move(1), k: () => move(-1), 1: digit(1), 2: digit(2), 3: digit(3), 4: digit(4), 5: digit(5) });

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <ActionIcon component={Link} href="/search" variant="subtle" color="gray" size={34} aria-label={words.back}>
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        <div>
          <h1 ref={heading} tabIndex={-1}>{name ? words.title(name) : strings.shell.search}</h1>
          <p className="quiet small">{words.notice}</p>
        </div>
        <span className={styles.push}>
          {view.patient ? <PlanReading patient={view.patient} /> : null}
          <Button component={Link} href={`/audit?object=${id}`} variant="default" size="compact-md" leftSection={<IconListDetails size={16} aria-hidden />}>
            {words.audit}
          </Button>
        </span>
      </header>
      <DisabledNotice view={view} />
      {view.loading === 'first' ? <Loading /> : null}
      {view.error && view.messages.length === 0 ? <Problem error={view.error} onRetry={view.retry} /> : null}
      {view.conversation ? (
        <div className={styles.columns}>
          <Transcript
            view={view} reviews={reviews.data ?? []} target={around} chosen={chosen} onChoose={setChosen} onRate={(message) => rate(message, null)}
          />
          <ReviewPanel
            conversationId={id} reviews={reviews} messages={view.messages} rated={rated} rating={rating} onRating={setRating}
            onWhole={() => setRated(null)} onShow={choose}
          />
        </div>
      ) : null}
    </div>
  );
}
