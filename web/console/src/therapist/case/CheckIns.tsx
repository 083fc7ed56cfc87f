import { Table } from '@mantine/core';
import type { CheckIn } from '../../api/types';
import { plainDay } from '../../lib/time';
import { strings } from '../../strings';
import styles from './details.module.css';

const words = strings.checkIn;

/** The last check-ins, newest first. */
export function CheckIns({ checkIns }: { checkIns: readonly CheckIn[] }) {
  if (checkIns.length === 0) return <p className="quiet">{strings.case.noCheckIns}</p>;
  const sorted = [...checkIns].sort((a, b) => b.day.localeCompare(a.day));
  return (
    <>
      <Table className={styles.checkIns ?? ''} verticalSpacing={4} horizontalSpacing={6} withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.day}</Table.Th>
            <Table.Th scope="col">{words.pain}</Table.Th>
            <Table.Th scope="col">{words.mood}</Table.Th>
            <Table.Th scope="col">{words.sleep}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map((each) => (
            <Table.Tr key={each.day}>
              <Table.Td>{plainDay(each.day)}</Table.Td>
              <Table.Td><Score value={each.pain} most={10} /></Table.Td>
              <Table.Td><Score value={each.mood} most={5} /></Table.Td>
              <Table.Td><Score value={each.sleep} most={5} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {sorted[0]?.activity ? <p className="small"><span className="quiet">{words.activity}, {plainDay(sorted[0].day)}:</span> {sorted[0].activity}</p> : null}
      <p className="quiet small">{words.legend}</p>
    </>
  );
}

function Score({ value, most }: { value: number | null; most: number }) {
  if (value === null) return <span className="quiet">{words.skipped}</span>;
  return (
    <span className={styles.score}>
      <span className="numbers">{value}</span>
      <span className={styles.track} aria-hidden><span style={{ width: `${(value / most) * 100}%` }} /></span>
    </span>
  );
}
