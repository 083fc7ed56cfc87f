import { IconPlugConnectedX } from '@tabler/icons-react';
import type { LineState } from '../api/stream';
import { strings } from '../strings';
import styles from './shell.module.css';

/** Says that live events do not come at the moment. */
export function LineNotice({ state }: { state: LineState }) {
  if (state !== 'lost' && state !== 'refused') return null;
  return (
    <div className={styles.notice} role="alert">
      <IconPlugConnectedX size={19} aria-hidden />
      <span>{strings.line[state]}</span>
    </div>
  );
}
