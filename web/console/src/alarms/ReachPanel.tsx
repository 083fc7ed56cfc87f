import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Person } from '../api/types';
import { Problem, ProblemLine } from '../ui/States';
import { Addresses } from './Addresses';
import { alarms } from './endpoints';
import { OnCall } from './OnCall';
import styles from './alarms.module.css';
import type { Reach } from './types';
import { words } from './words';

const KEY = ['reach'];

/** For administrators: the on-call order, and where staff are reached outside the console. */
export function ReachPanel({ people }: { people: Person[] }) {
  const cache = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => alarms.reach(signal) });
  const change = useMutation({
    mutationFn: (work: () => Promise<Reach>) => work(),
    onSuccess: (reach) => {
      cache.setQueryData(KEY, reach);
      void cache.invalidateQueries({ queryKey: ['alarms'] });
    },
  });
  if (query.isError && !query.data) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return null;
  const staff = people.filter((person) => person.role !== 'patient' && !person.disabled_at);
  return (
    <section className={`panel ${styles.panel}`} aria-label={words.reach.title}>
      <h2>{words.reach.title}</h2>
      <p className="quiet">{words.reach.lead}</p>
      {query.data.anybody ? null : <p className={styles.bad}>{words.unreachable}</p>}
      <p className={query.data.channel ? 'quiet' : styles.bad}>{query.data.channel ? words.reach.channel : words.reach.noChannel}</p>
      <OnCall
        therapists={staff.filter((person) => person.role === 'therapist')} order={query.data.on_call} busy={change.isPending}
        onChange={(order) => change.mutate(() => alarms.setOnCall(order))}
      />
      <Addresses
        staff={staff} contacts={query.data.contacts} busy={change.isPending}
        onAdd={(id, address, done) => change.mutate(() => alarms.addContact(id, address), { onSuccess: done })}
        onRemove={(id) => change.mutate(() => alarms.removeContact(id))}
      />
      {change.isError ? <ProblemLine error={change.error} /> : null}
    </section>
  );
}
