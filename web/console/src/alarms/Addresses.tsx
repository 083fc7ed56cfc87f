import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState, type SyntheticEvent } from 'react';
import type { Person } from '../api/types';
import { toast } from '../lib/toasts';
import styles from './alarms.module.css';
import type { Contact } from './types';
import { words } from './words';

const said = words.reach;

/** Where each of the staff is reached, and a form that adds an address. */
export function Addresses({ staff, contacts, busy, onAdd, onRemove }: {
  staff: Person[];
  contacts: Contact[];
  busy: boolean;
  onAdd: (personId: string, address: string, done: () => void) => void;
  onRemove: (id: string) => void;
}) {
  const [person, setPerson] = useState('');
  const [address, setAddress] = useState('');
  const [tried, setTried] = useState(false);
  const nameOf = (id: string) => staff.find((each) => each.id === id)?.display_name ?? '';
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!person || !address.trim()) return;
    onAdd(person, address.trim(), () => {
      toast('good', said.added);
      setAddress('');
      setTried(false);
    });
  };
  return (
    <>
      <h3>{said.contacts}</h3>
      {contacts.length === 0 ? <p>{said.none}</p> : null}
      <ul className={styles.order}>
        {contacts.map((one) => (
          <li key={one.id}>
            <span>
              {nameOf(one.person_id)}: {one.shown} {one.works ? null : <span className={styles.bad}>({said.noMail})</span>}
            </span>
            <ActionIcon variant="default" disabled={busy} aria-label={said.remove(one.shown, nameOf(one.person_id))} onClick={() => onRemove(one.id)}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className={styles.form} noValidate>
        <NativeSelect
          label={said.person} value={person} onChange={(event) => setPerson(event.currentTarget.value)}
          data={[{ value: '', label: said.choose }, ...staff.map((each) => ({ value: each.id, label: each.display_name }))]}
        />
        <TextInput
          label={said.address} description={said.addressHint} value={address} maxLength={500} autoComplete="off" autoCapitalize="none" spellCheck={false}
          inputWrapperOrder={['label', 'input', 'description', 'error']} onChange={(event) => setAddress(event.currentTarget.value)}
          error={tried && (!person || !address.trim()) ? said.missing : undefined}
        />
        <Button type="submit" loading={busy}>{said.addAddress}</Button>
      </form>
    </>
  );
}
