import { Button, Group, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { administrator } from '../api/endpoints';
import type { Role } from '../api/types';
import { toast } from '../lib/toasts';
import { strings } from '../strings';
import { Dialog } from '../ui/Dialog';
import { ProblemLine } from '../ui/States';

const words = strings.people;
const ROLES: Role[] = ['therapist', 'supervisor', 'administrator'];
const SHORTEST = 12;
const EMPTY = { role: 'therapist' as Role, display_name: '', login: '', password: '' };

export function CreatePerson({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const cache = useQueryClient();
  const [person, setPerson] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: administrator.create,
    onSuccess: (_, made) => {
      toast('good', words.created(made.display_name));
      void cache.invalidateQueries({ queryKey: ['people'] });
      close();
    },
  });
  const close = () => {
    onClose();
    setPerson(EMPTY);
    setTried(false);
    create.reset();
  };
  const change = (part: Partial<typeof EMPTY>) => setPerson({ ...person, ...part });
  const missing = (value: string) => (tried && !value.trim() ? words.missing : undefined);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!person.display_name.trim() || !person.login.trim() || person.password.length < SHORTEST) return;
    create.mutate({ ...person, display_name: person.display_name.trim(), login: person.login.trim() });
  };
  return (
    <Dialog opened={opened} onClose={close} title={words.createTitle}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <NativeSelect
            label={words.role} value={person.role} onChange={(event) => change({ role: event.currentTarget.value as Role })}
            data={ROLES.map((role) => ({ value: role, label: strings.roles[role] }))}
          />
          <TextInput
            label={words.displayName} withAsterisk maxLength={120} autoComplete="off" value={person.display_name}
            onChange={(event) => change({ display_name: event.currentTarget.value })} error={missing(person.display_name)}
          />
          <TextInput
            label={words.login} withAsterisk maxLength={254} autoComplete="off" autoCapitalize="none" spellCheck={false} value={person.login}
            onChange={(event) => change({ login: event.currentTarget.value })} error={missing(person.login)}
          />
          <PasswordInput
            label={words.password} description={words.passwordHint} withAsterisk maxLength={256} autoComplete="new-password" value={person.password}
            onChange={(event) => change({ password: event.currentTarget.value })}
            error={tried && person.password.length < SHORTEST ? words.passwordShort : undefined}
          />
          {create.isError ? <ProblemLine error={create.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{strings.cancel}</Button>
            <Button type="submit" loading={create.isPending}>{words.create}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
