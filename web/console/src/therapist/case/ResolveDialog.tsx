import { Button, Group, Radio, Stack, Textarea } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import type { Outcome } from '../../api/types';
import { strings } from '../../strings';
import { Dialog } from '../../ui/Dialog';
import { ProblemLine } from '../../ui/States';
import type { CaseActions } from './useCaseActions';

const words = strings.case;
const OUTCOMES = Object.keys(strings.outcomes) as Outcome[];

export function ResolveDialog({ opened, onClose, name, resolve, withDraft, onDone }: {
  opened: boolean;
  onClose: () => void;
  name: string;
  resolve: CaseActions['resolve'];
  withDraft: boolean;
  onDone: () => void;
}) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!outcome || !note.trim() || resolve.isPending) return;
    resolve.mutate({ outcome, note: note.trim() }, { onSuccess: onDone });
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={words.resolveTitle(name)} size="lg">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl + Enter submits from any field, as in the reply */}
      <form
        onSubmit={submit} noValidate
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      >
        <Stack gap="md">
          <Radio.Group
            label={words.outcome} withAsterisk value={outcome} onChange={(value) => setOutcome(value)}
            error={tried && !outcome ? words.outcomeMissing : undefined}
          >
            <Stack gap={8} mt={6} mb={4}>
              {/* The first question has the focus, then the note, then the buttons; the cross at the top comes last. */}
              {OUTCOMES.map((each, index) => (
                <Radio key={each} value={each} label={strings.outcomes[each]} data-autofocus={index === 0 || undefined} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={words.note} description={words.noteHint} withAsterisk autosize minRows={3} maxRows={8} maxLength={4000}
            value={note} onChange={(event) => setNote(event.currentTarget.value)} error={tried && !note.trim() ? words.noteMissing : undefined}
          />
          <p className="quiet small">{words.handsBack} {withDraft ? words.resolveWithDraft : ''}</p>
          {resolve.isError ? <ProblemLine error={resolve.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{strings.cancel}</Button>
            <span className="quiet small">{words.resolveKeys}</span>
            <Button type="submit" loading={resolve.isPending}>{words.resolveSubmit}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
