import { Button } from '@mantine/core';
import { IconBellRinging, IconClockExclamation } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useHotkeys } from '../lib/useHotkeys';
import { strings } from '../strings';
import bar from './bar.module.css';
import styles from './alarms.module.css';
import type { Late } from './useLateCases';
import { words } from './words';

const said = words.late;

/** Stays under the bar while a case is late: it rings until somebody has seen it, and then goes on saying so in silence. */
export function LateBar({ list, ringing, acknowledge }: Late) {
  useHotkeys({ s: acknowledge });
  if (list.length === 0) return null;
  if (ringing.length === 0) {
    return (
      <div className={styles.notice} role="status">
        <IconClockExclamation size={19} aria-hidden />
        <span>{said.waiting(list.length)} <Link href="/late">{said.show}</Link></span>
      </div>
    );
  }
  return (
    <div className={bar.bar} role="alert" aria-label={said.called(ringing.length)}>
      <IconBellRinging size={19} aria-hidden />
      <span className={bar.text}><strong>{said.called(ringing.length)}.</strong></span>
      <Button component={Link} href="/late" size="compact-sm" variant="white" color="dark">{said.show}</Button>
      <Button size="compact-sm" variant="white" color="dark" onClick={acknowledge}>{strings.queue.acknowledge}</Button>
    </div>
  );
}
