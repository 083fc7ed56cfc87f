import { Button, Table, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { patients } from '../../api/endpoints';
import type { CaseloadPatient, CheckIn } from '../../api/types';
import { rank } from '../../lib/queue';
import { ago, plainDay } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { strings } from '../../strings';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/States';
import { TierBadge } from '../../ui/Tier';
import { CreatePatient } from './CreatePatient';
import styles from './patients.module.css';

const words = strings.patients;

/** The caseload: who has an open case first, then by name. */
export function PatientsPage() {
  const [creating, setCreating] = useState(false);
  const query = useQuery({ queryKey: ['patients'], queryFn: ({ signal }) => patients.list(signal) });
  return (
    <Page
      title={words.title}
      actions={<Button leftSection={<IconUserPlus size={17} aria-hidden />} onClick={() => setCreating(true)}>{words.add}</Button>}
    >
      {query.isPending ? <Loading /> : null}
      {query.isError && !query.data ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data?.length === 0 ? <Empty icon={IconUsers} title={words.empty}>{words.emptyHint}</Empty> : null}
      {query.data?.length ? <Caseload patients={query.data} /> : null}
      <CreatePatient opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function Caseload({ patients: all }: { patients: CaseloadPatient[] }) {
  const [filter, setFilter] = useState('');
  const now = useNow(60_000);
  const wanted = filter.trim().toLocaleLowerCase();
  const shown = all
    .filter((patient) => patient.display_name.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => rank(b.open_case?.tier ?? 'none') - rank(a.open_case?.tier ?? 'none')
      || a.display_name.localeCompare(b.display_name, strings.locale, { numeric: true }));
  return (
    <>
      <TextInput
        aria-label={words.filter} placeholder={words.filter} leftSection={<IconSearch size={17} aria-hidden />} className={styles.filter ?? ''}
        value={filter} onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <p className="hidden-text" role="status">{wanted ? `${shown.length}` : ''}</p>
      {shown.length === 0 ? <Empty title={words.none} /> : (
        <div className={`panel ${styles.table}`}>
          <Table verticalSpacing={8} horizontalSpacing="md" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.name}</Table.Th>
                <Table.Th scope="col">{words.need}</Table.Th>
                <Table.Th scope="col">{words.lastCheckIn}</Table.Th>
                <Table.Th scope="col">{words.lastMessage}</Table.Th>
                <Table.Th scope="col">{words.owner}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((patient) => (
                <Table.Tr key={patient.id} className={styles.row ?? ''}>
                  <Table.Th scope="row" data-label={words.name}>
                    <Link href={`/patients/${patient.conversation_id}`} className={styles.name ?? ''}>{patient.display_name}</Link>
                  </Table.Th>
                  <Table.Td data-label={words.need}>
                    {patient.open_case ? (
                      <Link href={`/cases/${patient.open_case.id}`} aria-label={`${strings.conversation.openCase}: ${strings.tiers[patient.open_case.tier]}`}>
                        <TierBadge tier={patient.open_case.tier} />
                      </Link>
                    ) : <span className="quiet">{words.noCase}</span>}
                  </Table.Td>
                  <Table.Td data-label={words.lastCheckIn}>{checkInLine(patient.last_check_in)}</Table.Td>
                  <Table.Td data-label={words.lastMessage}>{patient.last_message_at ? ago(Date.parse(patient.last_message_at), now) : words.never}</Table.Td>
                  <Table.Td data-label={words.owner}>{strings.patientsOwner[patient.owner]}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}

function checkInLine(checkIn: CheckIn | null): string {
  if (!checkIn) return words.never;
  const { pain, mood } = checkIn;
  const scores = [
    pain === null ? null : `${strings.checkIn.pain.toLowerCase()} ${pain}`,
    mood === null ? null : `${strings.checkIn.mood.toLowerCase()} ${mood}`,
  ].filter((part) => part !== null);
  return [plainDay(checkIn.day), scores.join(', ')].filter(Boolean).join(': ');
}
