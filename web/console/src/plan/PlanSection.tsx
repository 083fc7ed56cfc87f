import { Button } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Named } from '../api/types';
import { dateTime } from '../lib/time';
import { useSession } from '../session/session';
import { Dialog } from '../ui/Dialog';
import { Problem, ProblemLine } from '../ui/States';
import type { Plan, StepWords } from './api';
import styles from './plan.module.css';
import { PlanForm } from './PlanForm';
import { usePlan, useSteps } from './usePlan';
import { planWords as words } from './words';

/**
 * A patient's safety plan in a line, and the way into it; `compact` is only the way. What the patient changed after `flagged` (ISO 8601),
 * when a case was opened, is pointed out.
 */
export function PlanSection({ patient, compact = false, flagged }: { patient: Named; compact?: boolean; flagged?: string }) {
  const { me } = useSession();
  const [open, setOpen] = useState(false);
  const steps = useSteps();
  const plan = usePlan(patient.id, me.id, open);
  const known = plan.query.data;
  const begun = known !== undefined && written(known) > 0;
  return (
    <>
      {compact ? null : (
        <>
          {known && steps.data ? <p>{summary(known, steps.data)}</p> : null}
          {known && steps.data && flagged ? <Since plan={known} steps={steps.data} flagged={flagged} /> : null}
          {plan.query.isError && !known ? <ProblemLine error={plan.query.error} /> : null}
          {plan.unsaved > 0 ? <p className="small"><strong>{words.unsaved}</strong></p> : null}
        </>
      )}
      <Button
        className={styles.open ?? ''} variant="default" size={compact ? 'sm' : 'compact-md'} leftSection={<IconListCheck size={17} aria-hidden />} onClick={() => setOpen(true)}
      >
        {compact ? words.title : begun || !known ? words.open : words.start}
      </Button>
      <Dialog opened={open} onClose={() => setOpen(false)} title={words.of(patient.display_name)} size="lg">
        {known && steps.data ? <PlanForm plan={plan} known={known} steps={steps.data} /> : null}
        {!known && plan.query.isError ? <Problem error={plan.query.error} onRetry={() => void plan.query.refetch()} /> : null}
      </Dialog>
    </>
  );
}

/** Which steps the patient changed since the flag. */
function Since({ plan, steps, flagged }: { plan: Plan; steps: StepWords[]; flagged: string }) {
  const later = plan.changes.filter((change) => change.author_role === 'patient' && Date.parse(change.at) > Date.parse(flagged));
  const changed = steps.filter(({ step }) => later.some((change) => change.steps.includes(step))).map(({ title }) => title);
  const [last] = later;
  return last ? <p role="status"><strong>{words.sinceFlag(changed.join(', '), dateTime(last.at))}</strong></p> : null;
}

export function written(plan: Plan): number {
  return Object.values(plan.parts).filter((part) => part?.text).length;
}

function summary(plan: Plan, steps: StepWords[]): string {
  const [last] = plan.changes;
  if (!last) return words.none;
  return `${words.written(written(plan), steps.length)} ${words.last(last.author_name, dateTime(last.at))}`;
}
