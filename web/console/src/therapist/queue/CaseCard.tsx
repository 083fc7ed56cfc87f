import { Button } from '@mantine/core';
import { IconHandGrab, IconMessages, IconRobot, IconUserCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import { LadderLine } from '../../alarms/LadderLine';
import type { Case, Evidence } from '../../api/types';
import { excerpt } from '../../lib/highlight';
import { rank } from '../../lib/queue';
import { ago, clockTime, exactTime } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { strings } from '../../strings';
import { Categories, DueClock, Marked, TierBadge } from '../../ui/Tier';
import styles from './queue.module.css';

const words = strings.queue;
const SHOWN_CHARACTERS = 240;

interface Props {
  item: Case;
  /** Id of the person logged in. */
  me: string;
  chosen: boolean;
  onChoose?: () => void;
  onOpen?: () => void;
  onClaim?: () => void;
  claiming?: boolean;
}

/** One case: how urgent, who, which words, why, and how long is left. */
export function CaseCard({ item, me, chosen, onChoose, onOpen, onClaim, claiming = false }: Props) {
  const now = useNow();
  const name = item.patient.display_name;
  const evidence = item.trigger?.evidence ?? [];
  const shown = excerpt(item.trigger?.text ?? '', evidence, SHOWN_CHARACTERS);
  const since = item.trigger?.created_at ?? item.opened_at;
  return (
    <li className={`${styles.card} ${styles[item.tier]} ${chosen ? styles.chosen : ''}`}>
      <div className={styles.top}>
        <TierBadge tier={item.tier} />
        <h3 className={styles.name}>
          <Link
            href={`/cases/${item.id}`} id={`case-${item.id}`} className={styles.open ?? ''}
            onClick={() => onOpen?.()} onFocus={() => onChoose?.()}
          >
            {name}
          </Link>
        </h3>
        <span className={styles.chips}><Categories categories={item.categories} /></span>
        <span className={styles.clock}>
          {/* The clock runs until somebody has the case. */}
          {item.status === 'open' ? <DueClock due={item.due_at} /> : strings.statuses[item.status]}
        </span>
      </div>
      <blockquote className={styles.quote}>
        <Marked text={shown.text} evidence={shown.spans} />
      </blockquote>
      <Why evidence={evidence} />
      <LadderLine item={item} />
      <div className={styles.foot}>
        <span className={styles.facts}>
          <time dateTime={since} title={exactTime(since)}>{ago(Date.parse(since), now)}</time>
          <span title={words.opened(strings.openedBy[item.opened_by])}><IconRobot size={15} aria-hidden /> {strings.openedByShort[item.opened_by]}</span>
          {item.message_count > 1 ? <span><IconMessages size={15} aria-hidden /> {words.messages(item.message_count)}</span> : null}
          {item.outcome ? <span>{words.resolvedAs(strings.outcomes[item.outcome])}</span> : null}
          <Holder item={item} me={me} />
        </span>
        {item.status === 'open' && onClaim ? (
          <Button
            size="compact-sm" variant={rank(item.tier) >= 3 ? 'filled' : 'light'} leftSection={<IconHandGrab size={16} aria-hidden />}
            onClick={onClaim} loading={claiming} className={styles.claim} aria-label={`${words.claim}: ${name}`}
          >
            {words.claim}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function Why({ evidence }: { evidence: readonly Evidence[] }) {
  const [first, ...rest] = [...evidence].sort((a, b) => rank(b.tier) - rank(a.tier));
  if (!first) return <p className={styles.why}>{words.noWords}</p>;
  const others = new Set(rest.map((each) => each.why));
  others.delete(first.why);
  return <p className={styles.why}>{first.why}{others.size ? ` (${words.moreReasons(others.size)})` : ''}</p>;
}

function Holder({ item, me }: { item: Case; me: string }) {
  if (!item.claimed_by || item.status === 'resolved') return null;
  const mine = item.claimed_by.id === me;
  return (
    <span className={styles.holder}>
      <IconUserCheck size={15} aria-hidden /> {mine ? words.withYou : words.with(item.claimed_by.display_name)}
      {item.claim_expires_at ? ` ${words.until(clockTime(item.claim_expires_at))}` : ''}
    </span>
  );
}
