import { Button, Select, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconUsersPlus } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';
import { administrator } from '../api/endpoints';
import type { Guidance, Person, Role } from '../api/types';
import { toast } from '../lib/toasts';
import { strings } from '../strings';
import { Page } from '../ui/Page';
import { Empty, Loading, Problem, ProblemLine } from '../ui/States';
import styles from './administrator.module.css';

const words = strings.caseloads;

/** Who guides whom, and a form that puts a patient into a therapist's caseload. */
export function CaseloadsPage() {
  const guidance = useQuery({ queryKey: ['caseloads'], queryFn: ({ signal }) => administrator.caseloads(signal) });
  const query = useQuery({ queryKey: ['people'], queryFn: ({ signal }) => administrator.people(signal) });
  const active = (role: Role) => (query.data ?? []).filter((person) => person.role === role && !person.disabled_at);
  const therapists = active('therapist');
  const patients = active('patient');
  return (
    <Page title={words.title} lead={words.lead}>
      {query.isPending ? <Loading /> : null}
      {query.isError && !query.data ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data && !therapists.length ? <Empty icon={IconUsersPlus} title={words.noTherapists} /> : null}
      {query.data && therapists.length && !patients.length ? <Empty icon={IconUsersPlus} title={words.noPatients} /> : null}
      {therapists.length && patients.length ? <Assign therapists={therapists} patients={patients} /> : null}
      {guidance.isError && !guidance.data ? <Problem error={guidance.error} onRetry={() => void guidance.refetch()} /> : null}
      {query.data && guidance.data && patients.length ? <Guides people={query.data} patients={patients} guidance={guidance.data} /> : null}
    </Page>
  );
}

function Guides({ people, patients, guidance }: { people: Person[]; patients: Person[]; guidance: Guidance[] }) {
  const names = new Map(people.map((person) => [person.id, person.disabled_at ? words.disabled(person.display_name) : person.display_name]));
  const enabled = new Set(people.filter((person) => !person.disabled_at).map((person) => person.id));
  const rows = patients
    .map((patient) => ({ patient, guides: guidance.filter((each) => each.patient_id === patient.id).map((each) => each.therapist_id) }))
    .map((row) => ({ ...row, seen: row.guides.some((id) => enabled.has(id)) }))
    .sort((a, b) => Number(a.seen) - Number(b.seen) || a.patient.display_name.localeCompare(b.patient.display_name, strings.locale, { numeric: true }));
  return (
    <section className={`panel ${styles.guides}`} aria-label={words.who}>
      <Table verticalSpacing={8} horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.patient}</Table.Th>
            <Table.Th scope="col">{words.guidedBy}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ patient, guides, seen }) => (
            <Table.Tr key={patient.id}>
              <Table.Th scope="row">{patient.display_name}</Table.Th>
              <Table.Td>
                {guides.map((id) => names.get(id) ?? '').filter(Boolean).join(', ')}
                {seen ? null : <p className={styles.nobody}>{words.nobody}</p>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Assign({ therapists, patients }: { therapists: Person[]; patients: Person[] }) {
  const [therapist, setTherapist] = useState<string | null>(null);
  const [patient, setPatient] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const cache = useQueryClient();
  const nameOf = (people: Person[], id: string) => people.find((person) => person.id === id)?.display_name ?? '';
  const assign = useMutation({
    mutationFn: ([who, whom]: [string, string]) => administrator.assign(who, whom),
    onSuccess: (_, [who, whom]) => {
      toast('good', words.assigned(nameOf(patients, whom), nameOf(therapists, who)));
      void cache.invalidateQueries({ queryKey: ['caseloads'] });
      setPatient(null);
      setTried(false);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (therapist && patient) assign.mutate([therapist, patient]);
  };
  const options = (people: Person[]) => people.map((person) => ({ value: person.id, label: person.display_name }));
  return (
    <form onSubmit={submit} className={`panel ${styles.assign}`}>
      <Select
        label={words.therapist} placeholder={words.choose} searchable limit={50} data={options(therapists)} value={therapist} onChange={setTherapist}
        error={tried && !therapist}
      />
      <Select
        label={words.patient} placeholder={words.choose} searchable limit={50} data={options(patients)} value={patient} onChange={setPatient}
        error={tried && !patient}
      />
      <Button type="submit" loading={assign.isPending}>{words.assign}</Button>
      {tried && (!therapist || !patient) ? <p role="alert" className={styles.missing}>{words.missing}</p> : null}
      {assign.isError ? <ProblemLine error={assign.error} /> : null}
    </form>
  );
}
