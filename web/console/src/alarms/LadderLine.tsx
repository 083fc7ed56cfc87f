import { IconStairs } from '@tabler/icons-react';
import type { Case } from '../api/types';
import { clockTime, exactTime } from '../lib/time';
import { useNow } from '../lib/useNow';
import styles from './alarms.module.css';
import { words } from './words';

/** Under a waiting case: who was asked, and what happens next if nobody takes it. */
export function LadderLine({ item }: { item: Pick<Case, 'status' | 'ladder'> }) {
  const now = useNow();
  const { asked, next } = item.ladder;
  if (item.status !== 'open' || (!next && asked.length === 0)) return null;
  const names = asked.map((one) => one.display_name).join(', ');
  return (
    <p className={styles.ladder}>
      <IconStairs size={15} aria-hidden />
      <span>
        {names ? words.asked(names) : words.nobodyYet}
        {next ? (
          <>
            {'; '}
            <time dateTime={next.at} title={exactTime(next.at)}>
              {words.then(words.next[next.kind], Date.parse(next.at) <= now ? words.soon : words.at(clockTime(next.at)))}
            </time>
          </>
        ) : null}
      </span>
    </p>
  );
}
