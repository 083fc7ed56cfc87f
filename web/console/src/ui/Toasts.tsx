import { CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { closeToast, useToasts } from '../lib/toasts';
import { strings } from '../strings';
import styles from './toasts.module.css';

const ICONS = { good: IconCheck, info: IconInfoCircle, bad: IconAlertTriangle };

/** Short messages out of the way of what they are about; always in the page, so that screen readers hear what is added. */
export function Toasts() {
  const toasts = useToasts();
  return (
    <div className={styles.region} role="status" aria-live="polite">
      {toasts.map((toast) => {
        const Shape = ICONS[toast.kind];
        return (
          <div key={toast.id} className={`${styles.toast} ${styles[toast.kind]}`}>
            <Shape size={18} aria-hidden />
            <span>{toast.text}</span>
            <CloseButton size="sm" aria-label={strings.close} onClick={() => closeToast(toast.id)} />
          </div>
        );
      })}
    </div>
  );
}
