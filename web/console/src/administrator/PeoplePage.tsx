import { Button, Group, Table, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { DrillPanel } from '../alarms/DrillPanel';
import { ReachPanel } from '../alarms/ReachPanel';
import { administrator } from '../api/endpoints';
import type { Person } from '../api/types';
import { dateTime } from '../lib/time';
import { toast } from '../lib/toasts';
import { useSession } from '../session/session';
import { strings } from '../strings';
import { Dialog } from '../ui/Dialog';
import { Page } from '../ui/Page';
import { Empty, Loading, Problem, ProblemLine } from '../ui/States';
import styles from './administrator.module.css';
import { CreatePerson } from './CreatePerson';

const words = strings.people;

/** Everyone with an account: list, create, disable. */
export function PeoplePage() {
  const [creating, setCreating] = useState(false);
  const [disabling, setDisabling] = useState<string | null>(null);
  const query = useQuery({ queryKey: ['people'], queryFn: ({ signal }) => administrator.people(signal) });
  return (
    <Page
      title={words.title} lead={words.patientsNote}
      actions={<Button leftSection={<IconUserPlus size={17} aria-hidden />} onClick={() => setCreating(true)}>{words.add}</Button>}
    >
      {query.isPending ? <Loading /> : null}
      {query.isError && !query.data ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data?.length === 0 ? <Empty icon={IconUsers} title={words.none} /> : null}
      {query.data?.length ? <People people={query.data} onDisable={(person) => setDisabling(person.id)} /> : null}
      {query.data?.length ? <ReachPanel people={query.data} /> : null}
      <DrillPanel />
      <CreatePerson opened={creating} onClose={() => setCreating(false)} />
      <Disable person={query.data?.find((person) => person.id === disabling) ?? null} onClose={() => setDisabling(null)} />
    </Page>
  );
}

function People({ people, onDisable }: { people: Person[]; onDisable: (person: Person) => void }) {
  const { me } = useSession();
  const sorted = [...people].sort((a, b) =>
    Number(a.disabled_at !== null) - Number(b.disabled_at !== null) || a.role.localeCompare(b.role)
    || a.display_name.localeCompare(b.display_name, strings.locale, { numeric: true }));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area must be reachable by keyboard
    <div className={`panel ${styles.table}`} tabIndex={0} role="region" aria-label={words.title}>
      <Table verticalSpacing={8} horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.name}</Table.Th>
            <Table.Th scope="col" className={styles.wide ?? ''}>{words.role}</Table.Th>
            <Table.Th scope="col" className={styles.wide ?? ''}>{words.login}</Table.Th>
            <Table.Th scope="col" className={styles.wide ?? ''}>{words.state}</Table.Th>
            <Table.Th scope="col"><span className="hidden-text">{words.disable}</span></Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map((person) => (
            <Table.Tr key={person.id}>
              <Table.Th scope="row">
                {person.display_name}
                <span className={styles.below}>{[strings.roles[person.role], person.login, person.disabled_at && words.disabled].filter(Boolean).join(', ')}</span>
              </Table.Th>
              <Table.Td className={styles.wide ?? ''}>{strings.roles[person.role]}</Table.Td>
              <Table.Td className={styles.wide ?? ''}>{person.login ?? ''}</Table.Td>
              <Table.Td className={styles.wide ?? ''}>{person.disabled_at ? <span className="quiet">{words.disabled}</span> : words.active}</Table.Td>
              <Table.Td className={styles.end ?? ''}>
                {person.disabled_at || person.id === me.id ? null : (
                  <Button size="compact-sm" variant="default" aria-label={`${words.disable}: ${person.display_name}`} onClick={() => onDisable(person)}>
                    {words.disable}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Disable({ person, onClose }: { person: Person | null; onClose: () => void }) {
  const cache = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const refresh = () => {
    // Whoever is disabled is on call no more, and no longer reached.
    for (const key of ['people', 'reach', 'alarms']) void cache.invalidateQueries({ queryKey: [key] });
  };
  const disable = useMutation({
    mutationFn: (who: Person) => administrator.disable(who.id, reason.trim()),
    onSuccess: (_, who) => {
      toast('good', words.disabledNow(who.display_name));
      close();
    },
    // A case may have been opened since this list was read.
    onSettled: refresh,
  });
  const close = () => {
    setReason('');
    setTried(false);
    disable.reset();
    onClose();
  };
  const waiting = person?.open_case;
  const submit = () => {
    setTried(true);
    if (person && (!waiting || reason.trim())) disable.mutate(person);
  };
  return (
    <Dialog opened={person !== null} onClose={close} title={words.disableTitle(person?.display_name ?? '')}>
      {waiting ? (
        <>
          <p role="alert" className={styles.warning}><strong>{words.openCase(strings.tiers[waiting.tier], dateTime(waiting.opened_at))}</strong></p>
          <p>{words.openCaseHint}</p>
          <Textarea
            label={words.reason} description={words.reasonHint} withAsterisk autosize minRows={2} maxLength={500} mt="sm" value={reason}
            onChange={(event) => setReason(event.currentTarget.value)} error={tried && !reason.trim() ? words.reasonMissing : undefined}
          />
        </>
      ) : null}
      <p>{words.disableHint}</p>
      {disable.isError ? <ProblemLine error={disable.error} /> : null}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close} data-autofocus>{strings.cancel}</Button>
        <Button color="red" loading={disable.isPending} onClick={submit}>{words.disable}</Button>
      </Group>
    </Dialog>
  );
}
