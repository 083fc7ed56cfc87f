import { Button, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconListCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Named } from '../api/types';
import { dateTime } from '../lib/time';
import { Dialog } from '../ui/Dialog';
import { Loading, Problem } from '../ui/States';
import { plans } from './api';
import styles from './plan.module.css';
import { Changes } from './PlanForm';
import { useSteps } from './usePlan';
import { planWords as words } from './words';

/** A patient's safety plan to read, for a supervisor. It is fetched only when it is opened: each reading is on record. */
export function PlanReading({ patient }: { patient: Named }) {
  const [open, setOpen] = useState(false);
  const steps = useSteps();
  const query = useQuery({
    queryKey: ['plan-reading', patient.id], queryFn: ({ signal }) => plans.read(patient.id, signal), enabled: open, staleTime: Infinity, gcTime: 0,
  });
  return (
    <>
      <Button variant="default" size="compact-md" leftSection={<IconListCheck size={16} aria-hidden />} onClick={() => setOpen(true)}>{words.title}</Button>
      <Dialog opened={open} onClose={() => setOpen(false)} title={words.of(patient.display_name)} size="lg">
        {query.data && steps.data ? (
          <Stack gap="md">
            <p className="quiet small">{words.read}</p>
            {query.data.changes.length === 0 ? <p>{words.none}</p> : null}
            {steps.data.map(({ step, title }) => {
              const part = query.data.parts[step];
              return part?.text ? (
                <section key={step} className={styles.step}>
                  <h3>{title}</h3>
                  <p className={styles.text}>{part.text}</p>
                  <p className="quiet small">{words.partBy(part.author_name, dateTime(part.at))}</p>
                </section>
              ) : null;
            })}
            <Changes plan={query.data} steps={steps.data} />
          </Stack>
        ) : query.isError ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : <Loading />}
      </Dialog>
    </>
  );
}
