import { Button, Group, Stack, Textarea } from '@mantine/core';
import { dateTime } from '../lib/time';
import { ProblemLine } from '../ui/States';
import type { Plan, StepWords } from './api';
import styles from './plan.module.css';
import { crossed, type usePlan } from './usePlan';
import { planWords as words } from './words';

/** Longest text of one step that the gateway takes, in characters. */
const MAX_TEXT = 2_000;

/** The whole plan to read and write, and who changed what. */
export function PlanForm({ plan, known, steps }: { plan: ReturnType<typeof usePlan>; known: Plan; steps: StepWords[] }) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        plan.save();
      }}
    >
      <Stack gap="md">
        <p className="quiet small">{words.lead}</p>
        {steps.map(({ step, title, ask, hint }) => {
          const part = known.parts[step];
          const theirs = crossed(known, step, plan.edits);
          const text = plan.text(step);
          return (
            <div key={step} className={styles.step}>
              <Textarea
                label={title} description={`${ask} ${hint}`} autosize minRows={2} maxRows={10} maxLength={MAX_TEXT} value={text}
                onChange={(event) => plan.write(step, event.currentTarget.value)}
              />
              {theirs ? (
                <div className={styles.crossed} role="alert">
                  <p>{words.crossed(theirs.author_name)}</p>
                  <p className="small"><strong>{words.theirs(theirs.author_name)}</strong></p>
                  <p className={styles.text}>{theirs.text || words.empty}</p>
                  <Group gap="xs">
                    <Button size="compact-sm" variant="default" onClick={() => plan.write(step, text, known.version)}>{words.keepMine}</Button>
                    <Button size="compact-sm" variant="default" onClick={() => plan.write(step, theirs.text, known.version)}>{words.takeTheirs}</Button>
                    <Button
                      size="compact-sm" variant="default"
                      onClick={() => plan.write(step, `${theirs.text}\n${text}`.trim().slice(0, MAX_TEXT), known.version)}
                    >
                      {words.keepBoth}
                    </Button>
                  </Group>
                </div>
              ) : null}
              {part ? <p className="quiet small">{words.partBy(part.author_name, dateTime(part.at))}</p> : null}
            </div>
          );
        })}
        <Changes plan={known} steps={steps} />
        {plan.error ? <ProblemLine error={plan.error} /> : null}
        <div className={styles.foot}>
          {plan.unsaved > 0 ? <p className="small" role="status">{words.unsaved}</p> : null}
          <Group justify="flex-end">
            {plan.unsaved > 0 ? <Button variant="default" onClick={plan.discard}>{words.discard}</Button> : null}
            <Button type="submit" disabled={!plan.canSave} loading={plan.saving}>{words.save}</Button>
          </Group>
        </div>
      </Stack>
    </form>
  );
}

/** Who changed which steps, newest first. */
export function Changes({ plan, steps }: { plan: Plan; steps: StepWords[] }) {
  if (plan.changes.length === 0) return null;
  const title = (step: string) => steps.find((each) => each.step === step)?.title ?? step;
  return (
    <details className={styles.changes}>
      <summary>{words.history}</summary>
      <ol>
        {plan.changes.map((change) => (
          <li key={change.version}>
            {words.change(change.author_name, change.steps.map(title).join(', '))} <time dateTime={change.at} className="quiet">{dateTime(change.at)}</time>
          </li>
        ))}
      </ol>
    </details>
  );
}
