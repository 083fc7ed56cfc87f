import { Button, Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconUsersPlus } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';
import { administrator } from '../api/endpoints';
import type { Person, Role } from '../api/types';
import { toast } from '../lib/toasts';
import { strings } from '../strings';
import { Page } from '../ui/Page';
import { Empty, Loading, Problem, ProblemLine } from '../ui/States';
import styles from './administrator.module.css';

const words = strings.caseloads;

/** Puts a patient into a therapist's caseload. */
export function CaseloadsPage() {
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
    </Page>
  );
}

function Assign({ therapists, patients }: { therapists: Person[]; patients: Person[] }) {
  const [therapist, setTherapist] = useState<string | null>(null);
  const [patient, setPatient] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const nameOf = (people: Person[], id: string) => people.find((person) => person.id === id)?.display_name ?? '';
  const assign = useMutation({
    mutationFn: ([who, whom]: [string, string]) => administrator.assign(who, whom),
    onSuccess: (_, [who, whom]) => {
      toast('good', words.assigned(nameOf(patients, whom), nameOf(therapists, who)));
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
