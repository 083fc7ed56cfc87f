import { Button } from '@mantine/core';
import { IconBellRinging, IconMoodSmile } from '@tabler/icons-react';
import { Link } from 'wouter';
import { dateTime } from '../lib/time';
import { Page } from '../ui/Page';
import { Empty } from '../ui/States';
import { DueClock, TierBadge } from '../ui/Tier';
import styles from './alarms.module.css';
import { LadderLine } from './LadderLine';
import type { LateCase } from './types';
import { words } from './words';

const said = words.late;

/** What nobody took up in time: how urgent, how late, who was asked. `reads`: whether this role may open a case. */
export function LatePage({ list, reads }: { list: readonly LateCase[]; reads: boolean }) {
  return (
    <Page title={said.title} lead={reads ? said.lead : `${said.lead} ${said.withoutText}`}>
      {list.length === 0 ? <Empty icon={IconMoodSmile} title={said.none}>{said.noneHint}</Empty> : null}
      <ul className="plain-list">
        {list.map((item) => (
          <li key={item.id} className={`panel ${styles.late}`}>
            <div className={styles.lateTop}>
              <TierBadge tier={item.tier} />
              <DueClock due={item.due_at} />
              {item.called ? <span><IconBellRinging size={15} aria-hidden /> {said.brought}</span> : null}
              <time dateTime={item.opened_at} className="quiet small">{said.opened(dateTime(item.opened_at))}</time>
            </div>
            <p>{item.therapists.length ? said.therapists(item.therapists.join(', ')) : said.noTherapist}</p>
            <LadderLine item={item} />
            {reads ? <p><Button component={Link} href={`/cases/${item.id}`} size="compact-sm" variant="default">{said.open}</Button></p> : null}
          </li>
        ))}
      </ul>
    </Page>
  );
}
