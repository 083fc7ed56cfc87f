import { useQuery } from '@tanstack/react-query';
import { IconBellOff } from '@tabler/icons-react';
import { alarms } from './endpoints';
import styles from './alarms.module.css';
import { words } from './words';

const EVERY = 60_000;

/** Says on every page of the staff that nobody would be told: the last drill failed, or there is nobody to tell. */
export function AlarmsNotice() {
  const query = useQuery({ queryKey: ['alarms'], queryFn: ({ signal }) => alarms.state(signal), refetchInterval: EVERY });
  if (!query.data) return null;
  const { drill, reachable } = query.data;
  const said = [drill === 'failed' || drill === 'missing' ? words.drillAlarm[drill] : null, reachable ? null : words.unreachable];
  return said.map((text) => text && (
    <div key={text} className={styles.notice} role="status">
      <IconBellOff size={19} aria-hidden />
      <span>{text}</span>
    </div>
  ));
}
