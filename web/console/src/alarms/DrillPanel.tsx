import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { dateTime } from '../lib/time';
import { Problem } from '../ui/States';
import { alarms } from './endpoints';
import styles from './alarms.module.css';
import { words } from './words';

const said = words.drill;

/** For administrators: when the last drill was, and how long each hop took. */
export function DrillPanel() {
  const query = useQuery({ queryKey: ['drills'], queryFn: ({ signal }) => alarms.drills(signal), refetchInterval: 60_000 });
  if (query.isError && !query.data) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return null;
  const { state, last } = query.data;
  return (
    <section className={`panel ${styles.panel}`} aria-label={said.title}>
      <h2>{said.title}</h2>
      <p className="quiet">{said.lead}</p>
      <p className={state === 'failed' || state === 'missing' ? styles.bad : undefined}>
        {said.states[state]} {last ? said.when(dateTime(last.started_at)) : ''}
      </p>
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
