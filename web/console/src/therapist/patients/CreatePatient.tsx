import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { patients } from '../../api/endpoints';
import { strings } from '../../strings';
import { Dialog } from '../../ui/Dialog';
import { ProblemLine } from '../../ui/States';
import { InvitationCard } from './InvitationCard';

const words = strings.patients;

/** Creates a patient in the own caseload and shows their invitation once. */
export function CreatePatient({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [country, setCountry] = useState('');
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: patients.create,
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['patients'] }),
  });
  const badCountry = country.trim() !== '' && !/^[A-Za-z]{2}$/.test(country.trim());

  const close = () => {
    onClose();
    setName('');
    setTried(false);
    create.reset();
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || badCountry) return;
    create.mutate({
      display_name: name.trim(),
      ...(country.trim() ? { country: country.trim().toUpperCase() } : {}),
      ...(zone.trim() ? { time_zone: zone.trim() } : {}),
    });
  };
  return (
    <Dialog
      opened={opened} onClose={close}
      title={create.data ? words.invited(create.data.patient.display_name) : words.createTitle}
    >
      {create.data ? <InvitationCard invitation={create.data.invitation} onDone={close} /> : (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <TextInput
              label={words.displayName} description={words.displayNameHint} withAsterisk maxLength={120} data-autofocus autoComplete="off"
              value={name} onChange={(event) => setName(event.currentTarget.value)} error={tried && !name.trim() ? words.nameMissing : undefined}
            />
            <TextInput
              label={words.country} description={words.countryHint} maxLength={2} autoComplete="off" value={country}
              onChange={(event) => setCountry(event.currentTarget.value)} error={tried && badCountry ? words.countryBad : undefined}
            />
            <TextInput label={words.timeZone} autoComplete="off" value={zone} onChange={(event) => setZone(event.currentTarget.value)} />
            {create.isError ? <ProblemLine error={create.error} /> : null}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>{strings.cancel}</Button>
              <Button type="submit" loading={create.isPending}>{words.create}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
