import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { ApiError } from '../../api/client';
import { segments } from '../../lib/highlight';
import { strings } from '../../strings';
import styles from './confirm.module.css';

const words = strings.composer.confirm;

/** One reason to look again; `start` and `end` count code points, and are missing where the place would say too much. */
export interface Reason {
  rule: string;
  kind: 'harmful' | 'promise' | 'identifying';
  why: string;
  start: number | null;
  end: number | null;
}

export interface Asked {
  reasons: Reason[];
  confirmation: string;
}

/** What the gateway asks before it sends a text; null for any other answer. */
export function askedBy(error: unknown): Asked | null {
  if (!(error instanceof ApiError) || error.code !== 'confirm_needed') return null;
  return error.details as unknown as Asked;
}

interface Props {
  text: string;
  reasons: Reason[];
  sending: boolean;
  onSend: () => void;
  onChange: () => void;
}

/** Asks once about a draft, beside it: what in it, and why. The draft stays as it is. */
export function Confirm({ text, reasons, sending, onSend, onChange }: Props) {
  const change = useRef<HTMLButtonElement>(null);
  useEffect(() => change.current?.focus(), []);
  const placed = reasons.flatMap(({ start, end }) => (start === null || end === null ? [] : [{ start, end }]));
  return (
    <section className={styles.confirm} role="alertdialog" aria-label={words.title}>
      <p className={styles.title}><IconAlertTriangle size={18} aria-hidden /> <strong>{words.title}</strong></p>
      {placed.length > 0 ? (
        <p className={styles.draft}>
          {segments(text, placed).map((piece, index) => (piece.spans.length ? <mark key={index}>{piece.text}</mark> : piece.text))}
        </p>
      ) : null}
      <ul>
        {reasons.map(({ rule, kind, why, start }) => <li key={`${rule} ${start ?? ''}`}><strong>{words.kinds[kind]}:</strong> {why}</li>)}
      </ul>
      <div className={styles.ways}>
        <Button ref={change} size="compact-md" onClick={onChange}>{words.change}</Button>
        <Button size="compact-md" variant="default" loading={sending} onClick={onSend}>{words.sendAnyway}</Button>
        <span className="quiet small">{words.recorded}</span>
      </div>
    </section>
  );
}
