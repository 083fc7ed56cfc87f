import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconInbox, IconMoodSmile } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { cases } from '../../api/endpoints';
import type { Case } from '../../api/types';
import { groupCases } from '../../lib/queue';
import { useHotkeys } from '../../lib/useHotkeys';
import { useNow } from '../../lib/useNow';
import { useSession } from '../../session/session';
import { strings } from '../../strings';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/States';
import { queueKey, useDesk } from '../desk';
import { CaseCard } from './CaseCard';
import styles from './queue.module.css';
import { useClaim } from './useClaim';

const words = strings.queue;
type Shown = 'active' | 'resolved';

/** Who needs somebody, most urgent first. */
export function QueuePage() {
  const [shown, setShown] = useState<Shown>('active');
  return (
    <Page
      title={words.title} lead={<Summary />}
      actions={
        <SegmentedControl
          aria-label={words.show} value={shown} onChange={(value) => setShown(value)}
          data={[{ value: 'active', label: words.active }, { value: 'resolved', label: words.resolved }]}
        />
      }
    >
      {shown === 'active' ? <Active /> : <Resolved />}
    </Page>
  );
}

function Summary() {
  const { active } = useDesk();
  const now = useNow();
  if (!active.data) return null;
  const waiting = active.data.filter((item) => item.claimed_by === null);
  return <span>{words.summary(waiting.length, waiting.filter((item) => Date.parse(item.due_at) <= now).length)}</span>;
}

function Active() {
  const { active, acknowledge } = useDesk();
  const { me } = useSession();
  const [, go] = useLocation();
  const claim = useClaim();
  const [chosen, setChosen] = useState<string | null>(null);

  const { waiting, mine, others } = groupCases(active.data ?? [], me.id);
  const all = [...waiting, ...mine, ...others];
  const open = (item: Case) => {
    acknowledge([item]);
    go(`/cases/${item.id}`);
  };
  const move = (step: 1 | -1) => {
    const at = all.findIndex((item) => item.id === chosen);
    const next = all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
    if (!next) return;
    setChosen(next.id);
    document.getElementById(`case-${next.id}`)?.focus();
  };
  const withChosen = (action: (item: Case) => void) => () => {
    const item = all.find((each) => each.id === chosen);
    if (item) action(item);
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: withChosen(open),
    c: withChosen((item) => item.status === 'open' && claim.mutate(item)),
  });

  if (active.isPending) return <Loading />;
  if (active.isError && !active.data) return <Problem error={active.error} onRetry={() => void active.refetch()} />;
  if (all.length === 0) return <Empty icon={IconInbox} title={words.emptyTitle}>{words.empty}</Empty>;

  const group = (title: string, items: Case[]) => (
    <section className={styles.group} aria-label={title}>
      <h2 className={styles.groupTitle}>{title} <span className={styles.groupCount}>{items.length}</span></h2>
      <ul className="plain-list">
        {items.map((item) => (
          <CaseCard
            key={item.id} item={item} me={me.id} chosen={item.id === chosen} onChoose={() => setChosen(item.id)}
            onOpen={() => acknowledge([item])} onClaim={() => claim.mutate(item)} claiming={claim.isPending && claim.variables.id === item.id}
          />
        ))}
      </ul>
    </section>
  );
  return (
    <>
      {waiting.length ? group(words.waiting, waiting) : (
        <p className={styles.calm}><IconMoodSmile size={20} aria-hidden /> {words.emptyWaiting}</p>
      )}
      {mine.length ? group(words.mine, mine) : null}
      {others.length ? group(words.others, others) : null}
    </>
  );
}

function Resolved() {
  const { me } = useSession();
  const query = useQuery({ queryKey: queueKey('resolved'), queryFn: ({ signal }) => cases.list('resolved', signal) });
  if (query.isPending) return <Loading />;
  if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.length === 0) return <Empty icon={IconInbox} title={words.emptyResolved} />;
  return (
    <ul className="plain-list">
      {query.data.map((item) => <CaseCard key={item.id} item={item} me={me.id} chosen={false} />)}
    </ul>
  );
}
