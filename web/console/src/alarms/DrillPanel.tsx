import { Button, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { clockTime, dateTime } from '../lib/time';
import { toast } from '../lib/toasts';
import { strings } from '../strings';
import { Problem, ProblemLine } from '../ui/States';
import { alarms } from './endpoints';
import styles from './alarms.module.css';
import type { DrillState } from './types';
import { words } from './words';

const said = words.drill;

const KEY = ['drills'];
const CALM_MS = 60_000;
const UNDER_WAY_MS = 2_000;
const AMBER: readonly DrillState[] = ['unnotified', 'degraded', 'failed', 'missing'];

/** For administrators: when the last drill was, how far it went and how long each hop took; and a button that asks for one now. */
export function DrillPanel() {
  const cache = useQueryClient();
  const query = useQuery({
    queryKey: KEY, queryFn: ({ signal }) => alarms.drills(signal),
    refetchInterval: ({ state }) => (state.data?.under_way ? UNDER_WAY_MS : CALM_MS),
  });
  const run = useMutation({
    mutationFn: alarms.runDrill,
    onSuccess: (drills) => {
      cache.setQueryData(KEY, drills);
      toast('info', said.asked);
    },
    onError: () => void cache.invalidateQueries({ queryKey: KEY }),
  });
  if (query.isError && !query.data) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return null;
  const { state, last, under_way: underWay } = query.data;
  return (
    <section className={`panel ${styles.panel}`} aria-label={said.title}>
      <h2>{said.title}</h2>
      <p className="quiet">{said.lead}</p>
      <p className={AMBER.includes(state) ? styles.bad : undefined}>
        {said.states[state]} {last ? said.when(dateTime(last.started_at)) : ''}
        {state === 'unnotified' && last?.opened_by && last.opened_by !== 'action' ? ` ${said.openedBy(strings.openedBy[last.opened_by])}` : ''}
      </p>
      {underWay ? <p role="status">{said.underWay(clockTime(underWay))}</p> : null}
      <p><Button variant="default" loading={run.isPending} disabled={Boolean(underWay)} onClick={() => run.mutate()}>{said.run}</Button></p>
      {run.isError ? <ProblemLine error={run.error} /> : null}
      {last ? (
        <Table verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{said.hop}</Table.Th>
              <Table.Th scope="col">{said.took}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {Object.entries(last.hops).map(([hop, seconds]) => (
              <Table.Tr key={hop}>
                <Table.Th scope="row">{said.hops[hop] ?? hop}</Table.Th>
                <Table.Td>{seconds === null ? said.notReached : said.seconds(seconds)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
    </section>
  );
}
