import { Button } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import { useHotkeys } from '../lib/useHotkeys';
import { strings } from '../strings';
import styles from '../alarms/bar.module.css';
import { useDesk } from './desk';

/** Stays under the bar while an urgent case is neither claimed nor acknowledged. */
export function AlarmBar() {
  const { ringing, acknowledge } = useDesk();
  useHotkeys({ s: () => acknowledge(ringing) });
  if (ringing.length === 0) return null;
  return (
    <div className={styles.bar} role="region" aria-label={strings.queue.alarm(ringing.length)}>
      <IconBellRinging size={19} aria-hidden />
      <span className={styles.text}>
        <strong>{strings.queue.alarm(ringing.length)}:</strong> {ringing.map((item) => item.patient.display_name).join(', ')}
      </span>
      <Button size="compact-sm" variant="white" color="dark" onClick={() => acknowledge(ringing)}>{strings.queue.acknowledge}</Button>
    </div>
  );
}
