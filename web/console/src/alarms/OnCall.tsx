import { ActionIcon, NativeSelect } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import type { Person } from '../api/types';
import styles from './alarms.module.css';
import { words } from './words';

const said = words.reach;

/** The clinic's on-call order: who is asked after a patient's own therapists. */
export function OnCall({ therapists, order: kept, busy, onChange }: {
  therapists: Person[];
  order: string[];
  busy: boolean;
  onChange: (order: string[]) => void;
}) {
  // Whoever is disabled stands in the order until it is read again.
  const order = kept.filter((id) => therapists.some((person) => person.id === id));
  const nameOf = (id: string) => therapists.find((person) => person.id === id)?.display_name ?? '';
  const others = therapists.filter((person) => !order.includes(person.id));
  const swap = (at: number) => {
    const changed = [...order];
    changed.splice(at, 2, ...changed.slice(at, at + 2).reverse());
    onChange(changed);
  };
  return (
    <>
      <h3>{said.onCall}</h3>
      {order.length === 0 ? <p>{said.nobody}</p> : null}
      <ol className={styles.order}>
        {order.map((id, at) => (
          <li key={id}>
            <span>{nameOf(id)}</span>
            <ActionIcon variant="default" disabled={busy || at === 0} aria-label={said.up(nameOf(id))} onClick={() => swap(at - 1)}>
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="default" disabled={busy || at === order.length - 1} aria-label={said.down(nameOf(id))} onClick={() => swap(at)}>
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="default" disabled={busy} aria-label={said.off(nameOf(id))} onClick={() => onChange(order.filter((one) => one !== id))}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ol>
      {others.length ? (
        <NativeSelect
          label={said.add} value="" disabled={busy} onChange={(event) => onChange([...order, event.currentTarget.value])}
          data={[{ value: '', label: said.choose }, ...others.map((person) => ({ value: person.id, label: person.display_name }))]}
        />
      ) : null}
    </>
  );
}
