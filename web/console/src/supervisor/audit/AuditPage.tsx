import { Button, Table, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconLink, IconLinkOff, IconListDetails } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';
import { useSearchParams } from 'wouter';
import { supervisor } from '../../api/endpoints';
import type { AuditEntry, AuditPage as Answer, Role } from '../../api/types';
import { dateTime, exactTime } from '../../lib/time';
import { strings } from '../../strings';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/States';
import styles from './audit.module.css';

const words = strings.audit;
const SHOWN = 200;
/** The last characters of an id tell it apart; the first are the time at which it was made. */
const SHORT = 8;

/** Who did what when, for one object or the newest of all, and whether the chain holds. */
export function AuditPage() {
  const [parameters, setParameters] = useSearchParams();
  const object = parameters.get('object') ?? '';
  const [typed, setTyped] = useState(object);
  const query = useQuery({ queryKey: ['audit', object], queryFn: ({ signal }) => supervisor.audit(object, SHOWN, signal) });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const id = typed.trim();
    if (id === object) void query.refetch();
    else setParameters(id ? { object: id } : {});
  };
  const show = (id: string) => {
    setTyped(id);
    setParameters({ object: id });
  };
  return (
    <Page title={words.title}>
      <form onSubmit={submit} className={`panel ${styles.form}`}>
        <TextInput
          label={words.object} description={words.objectHint} maxLength={64} autoComplete="off" spellCheck={false} className={styles.object ?? ''}
          value={typed} onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" loading={query.isFetching}>{words.submit}</Button>
      </form>
      {query.isPending ? <Loading /> : null}
      {query.isError && !query.data ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data ? (
        <>
          <Chain chain={query.data.chain} />
          {query.data.entries.length === 0 ? <Empty icon={IconListDetails} title={words.none} /> : <Entries entries={query.data.entries} onShow={show} />}
        </>
      ) : null}
    </Page>
  );
}

function Chain({ chain }: { chain: Answer['chain'] }) {
  const Shape = chain.ok ? IconLink : IconLinkOff;
  return (
    <div className={`${styles.chain} ${chain.ok ? styles.ok : styles.bad}`} role={chain.ok ? 'status' : 'alert'}>
      <Shape size={20} aria-hidden />
      <p>
        <strong>{chain.ok ? words.ok : words.bad}</strong>, {words.length(chain.length)}. {words.head} <code>{chain.head.slice(0, 16)}</code>
        {chain.ok ? null : <> {words.badHint}</>}
      </p>
    </div>
  );
}

function Entries({ entries, onShow }: { entries: AuditEntry[]; onShow: (id: string) => void }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area must be reachable by keyboard
    <div className={`panel ${styles.table}`} tabIndex={0} role="region" aria-label={words.title}>
      <Table verticalSpacing={6} horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {[words.seq, words.at, words.who, words.event, words.on, words.facts].map((label) => <Table.Th key={label} scope="col">{label}</Table.Th>)}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.seq}>
              <Table.Td className="numbers">{entry.seq}</Table.Td>
              <Table.Td className={styles.when ?? ''}><time dateTime={entry.at} title={exactTime(entry.at)}>{dateTime(entry.at)}</time></Table.Td>
              <Table.Td>{entry.actor_name} <span className="quiet small">{strings.roles[entry.actor_role as Role] || entry.actor_role}</span></Table.Td>
              <Table.Td><code>{entry.event}</code></Table.Td>
              <Table.Td>
                {entry.object_type}{' '}
                <UnstyledButton
                  className={styles.id ?? ''} title={entry.object_id} aria-label={words.only(entry.object_type, entry.object_id)}
                  onClick={() => onShow(entry.object_id)}
                >
                  <code>{entry.object_id.slice(-SHORT)}</code>
                </UnstyledButton>
              </Table.Td>
              <Table.Td className={styles.facts ?? ''}>{factLine(entry.facts)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function factLine(facts: Record<string, unknown>): string {
  return Object.entries(facts).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}
