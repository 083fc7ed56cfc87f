import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, type Icon } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { ApiError } from '../api/client';
import { strings } from '../strings';
import styles from './states.module.css';

/** Nothing to show, and what would make something appear. */
export function Empty({ icon: Shape, title, children, action }: { icon?: Icon; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.state}>
      {Shape ? <Shape size={34} stroke={1.5} aria-hidden className={styles.icon} /> : null}
      <p className={styles.title}>{title}</p>
      {children ? <p className={styles.text}>{children}</p> : null}
      {action}
    </div>
  );
}

export function Loading() {
  return (
    <div className={styles.state} role="status">
      <Loader size="sm" />
      <span className={styles.text}>{strings.loading}</span>
    </div>
  );
}

/** What went wrong and what to do about it. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { message, remedy } = describe(error);
  return (
    <div className={`${styles.state} ${styles.problem}`} role="alert">
      <IconAlertTriangle size={30} stroke={1.5} aria-hidden />
      <p className={styles.title}>{message}</p>
      <p className={styles.text}>{remedy}</p>
      {onRetry ? <Button variant="default" onClick={onRetry}>{strings.retry}</Button> : null}
    </div>
  );
}

/** The same in one line, for forms. */
export function ProblemLine({ error }: { error: unknown }) {
  const { message, remedy } = describe(error);
  return (
    <p className={styles.line} role="alert">
      <IconAlertTriangle size={17} aria-hidden /> <span><strong>{message}</strong> {remedy}</span>
    </p>
  );
}

export function describe(error: unknown): { message: string; remedy: string } {
  if (error instanceof ApiError) return { message: sentence(error.message), remedy: sentence(error.remedy) };
  return { message: strings.errors.unknown, remedy: strings.errors.unknownRemedy };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  if (!trimmed) return '';
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** Catches what a page throws, so that the rest of the console stays. */
export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <div className={`${styles.state} ${styles.problem}`} role="alert">
        <p className={styles.title}>{strings.errors.boundary}</p>
        <p className={styles.text}>{strings.errors.boundaryRemedy}</p>
        <Button variant="default" onClick={() => window.location.reload()}>{strings.errors.reload}</Button>
      </div>
    );
  }
}
