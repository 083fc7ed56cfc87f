import type { ReactNode } from 'react';
import { strings } from '../strings';
import styles from './fold.module.css';

/** For what few readers need and none needs first: rules, versions, models. */
export function Fold({ children }: { children: ReactNode }) {
  return (
    <details className={styles.fold}>
      <summary>{strings.technical}</summary>
      {children}
    </details>
  );
}
