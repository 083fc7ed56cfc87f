import { ActionIcon, Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { LadderLine } from '../../alarms/LadderLine';
import type { LateCase } from '../../alarms/types';
import { supervisor } from '../../api/endpoints';
import type { ReviewedCase as Detail } from '../../api/types';
import { dateTime } from '../../lib/time';
import { strings } from '../../strings';
import details from '../../therapist/case/details.module.css';
import { Findings, History } from '../../therapist/case/Findings';
import { Loading, Problem } from '../../ui/States';
import { Categories, DueClock, TierBadge } from '../../ui/Tier';
import { usePageTitle } from '../../ui/usePageTitle';
import styles from './reviewed.module.css';

const words = strings.reviewedCase;

/** A case for a supervisor whom the ladder asked: how urgent, how late, why, who was asked; nothing to do but to find somebody. */
export function ReviewedCase({ id, late }: { id: string; late: LateCase | undefined }) {
  // Each reading is recorded, so that the page reads again only when this very case has moved: a step of the ladder, or a claim.
  const query = useQuery({
    queryKey: ['reviewed-case', id, late?.ladder.last?.at ?? ''], queryFn: ({ signal }) => supervisor.case(id, signal),
    staleTime: Infinity, refetchOnWindowFocus: false, placeholderData: keepPreviousData,
  });
  usePageTitle(query.data?.case.patient.display_name ?? strings.shell.late);
  if (query.isPending) return <Loading />;
  if (!query.data) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  return <Shown detail={query.data} />;
}

function Shown({ detail }: { detail: Detail }) {
  const { case: item, flagged, history } = detail;
  const [, go] = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const transcript = (seq?: number) => `/transcripts/${item.conversation_id}${seq ? `?around=${seq}` : ''}`;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <ActionIcon component={Link} href="/late" variant="subtle" color="gray" size={34} aria-label={words.back}>
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        <h1 ref={heading} tabIndex={-1}>{item.patient.display_name}</h1>
        <TierBadge tier={item.tier} />
        <Categories categories={item.categories} />
        {item.status === 'open' ? <DueClock due={item.due_at} /> : <strong>{strings.statuses[item.status]}</strong>}
        <Button component={Link} href={transcript(item.trigger?.seq)} variant="default" size="compact-md">{words.transcript}</Button>
      </header>
      <p className="quiet small">{words.readOnly}</p>
      {item.claimed_by && item.status === 'claimed' ? <p>{words.with(item.claimed_by.display_name)}</p> : null}
      <LadderLine item={item} />
      <div className={`panel ${details.details}`}>
        <section>
          <h2>{strings.case.why}</h2>
          <Findings flagged={flagged} onShow={(seq) => go(transcript(seq))} />
          <p className="quiet small">{strings.case.openedAt(strings.openedBy[item.opened_by], dateTime(item.opened_at))}</p>
        </section>
        <section>
          <h2>{strings.case.history}</h2>
          <History history={history} />
        </section>
      </div>
    </div>
  );
}
