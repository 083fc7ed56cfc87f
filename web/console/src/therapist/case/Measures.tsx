import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { patients } from '../../api/endpoints';
import type { Measure, Since, Trend } from '../../api/types';
import { dateTime } from '../../lib/time';
import { strings } from '../../strings';
import { Problem } from '../../ui/States';
import styles from './measure.module.css';

const words = strings.measures;

/** The patient's finished questionnaires, fetched by themselves: beside a case, and under a conversation. */
export function Measures({ patientId }: { patientId: string }) {
  const query = useQuery({ queryKey: ['measures', patientId], queryFn: ({ signal }) => patients.measures(patientId, signal) });
  if (query.isPending) return <p className="quiet">{strings.loading}</p>;
  if (!query.data) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  return query.data.length ? <Results results={query.data} /> : <p className="quiet">{words.none}</p>;
}

/** One row a questionnaire, of its last result; then the items of each. `results`: newest first. */
export function Results({ results }: { results: readonly Measure[] }) {
  const last = results.filter((result, index) => results.findIndex((other) => other.measure === result.measure) === index);
  return (
    <div className={styles.measure}>
      <Table verticalSpacing={4} horizontalSpacing={6} withRowBorders={false} className={styles.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            {[words.name, words.scored, words.sinceLast, words.sinceFirst, words.trend].map((title) => <Table.Th key={title} scope="col">{title}</Table.Th>)}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {last.map((result) => (
            <Table.Tr key={result.id}>
              <Table.Th scope="row">{result.title}</Table.Th>
              <Table.Td>{words.score(result.score, result.most)}, {result.band_title.toLowerCase()}</Table.Td>
              <Table.Td><Moved since={result.since_last} /></Table.Td>
              <Table.Td><Moved since={result.since_first} /></Table.Td>
              <Table.Td><Line trend={result.trend} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {last.map((result, index) => <Items key={result.id} result={result} open={index === 0 || result.items.some(alarming)} />)}
    </div>
  );
}

/** A change with its sign; in words whether it is more than noise. */
function Moved({ since }: { since: Since | null }) {
  if (!since) return <span className="quiet">{words.nothing}</span>;
  return (
    <span data-worse={since.movement === 'worse' ? '' : undefined} title={words.from(since.score, dateTime(since.at))}>
      <span className="numbers">{words.signed(since.points)}</span> {words.movements[since.movement]}
    </span>
  );
}

function Line({ trend }: { trend: Trend | null }) {
  if (!trend) return <span className="quiet">{words.nothing}</span>;
  return (
    <span data-worse={trend.movement === 'worse' ? '' : undefined} title={words.covers(trend.count)}>
      <span className="numbers">{words.aWeek(trend.slope)}</span>, {words.trends[trend.movement]}
    </span>
  );
}

/** Every item; one that is watched stands out when it is above 0. */
function Items({ result, open }: { result: Measure; open: boolean }) {
  return (
    <details open={open}>
      <summary>{result.title} <time dateTime={result.created_at} className="quiet small">{dateTime(result.created_at)}</time></summary>
      {result.subscales.map((each) => (
        <p key={each.name} className="small">{words.subscale(each.title, each.score, each.threshold)}</p>
      ))}
      <ol className={styles.items}>
        {result.items.map((item) => (
          <li key={item.name} value={item.number} data-alert={alarming(item) ? '' : undefined}>
            <span title={item.text}>{item.label}</span>
            <span><span className="numbers">{item.value}</span> <span className="quiet">{item.answer === String(item.value) ? '' : item.answer.toLowerCase()}</span></span>
            {alarming(item) ? <span className={styles.followed}>{words.followed}</span> : null}
          </li>
        ))}
      </ol>
    </details>
  );
}

function alarming(item: Measure['items'][number]): boolean {
  return item.watched && item.value > 0;
}
