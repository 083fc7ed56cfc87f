import {
  IconAlertCircleFilled, IconAlertOctagonFilled, IconAlertTriangleFilled, IconCircleCheck, IconClock, IconClockExclamation, IconInfoCircleFilled,
  type Icon,
} from '@tabler/icons-react';
import type { Category, Evidence, Tier } from '../api/types';
import { segments } from '../lib/highlight';
import { rank } from '../lib/queue';
import { timeLeft } from '../lib/time';
import { useNow } from '../lib/useNow';
import { strings } from '../strings';
import styles from './tiers.module.css';

const ICONS: Record<Tier, Icon> = {
  emergency: IconAlertOctagonFilled,
  high: IconAlertTriangleFilled,
  moderate: IconAlertCircleFilled,
  low: IconInfoCircleFilled,
  none: IconCircleCheck,
};

/** How urgent, by word and shape as well as colour. */
export function TierBadge({ tier }: { tier: Tier }) {
  const Shape = ICONS[tier];
  return (
    <span className={`${styles.badge} ${styles[tier]}`}>
      <Shape size={15} aria-hidden />
      {strings.tiers[tier]}
    </span>
  );
}

export function Categories({ categories }: { categories: readonly Category[] }) {
  return categories.map((category) => (
    <span key={category} className={styles.chip}>
      {strings.categories[category]}
    </span>
  ));
}

/** The text with the words that triggered the screening marked. */
export function Marked({ text, evidence }: { text: string; evidence: readonly Evidence[] }) {
  return segments(text, evidence).map((segment, index) => {
    if (segment.spans.length === 0) return <span key={index}>{segment.text}</span>;
    const top = segment.spans.reduce((most, span) => (rank(span.tier) > rank(most.tier) ? span : most));
    const className = [styles.mark, styles[`mark-${top.tier}`], segment.spans.length > 1 ? styles.overlap : ''].join(' ');
    return (
      <mark key={index} className={className} title={segment.spans.map((span) => span.why).join(' · ')}>
        {segment.text}
      </mark>
    );
  });
}

/** A search result with its hits marked. */
export function Hits({ snippet }: { snippet: readonly { text: string; hit: boolean }[] }) {
  return snippet.map((part, index) =>
    part.hit ? <mark key={index} className={styles.hit}>{part.text}</mark> : <span key={index}>{part.text}</span>,
  );
}

/** Counts down to `due`, or says by how much it is overdue. */
export function DueClock({ due }: { due: string }) {
  const { level, text } = timeLeft(Date.parse(due), useNow());
  const Shape = level === 'over' ? IconClockExclamation : IconClock;
  return (
    <span role="timer" className={`${styles.clock} ${styles[`clock-${level}`]}`}>
      <Shape size={15} aria-hidden />
      {text}
    </span>
  );
}
