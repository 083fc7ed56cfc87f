import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft, IconCheck, IconDots, IconHandGrab, IconMessageForward, IconRobot, IconUserHeart } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { Case } from '../../api/types';
import { clockTime } from '../../lib/time';
import { strings } from '../../strings';
import { Categories, DueClock, TierBadge } from '../../ui/Tier';
import styles from './case.module.css';
import type { CaseActions } from './useCaseActions';

const words = strings.case;

interface Props {
  item: Case;
  /** Held by the person logged in. */
  held: boolean;
  /** Held, and the conversation is theirs to write in. */
  writing: boolean;
  ownerName: string | null;
  actions: CaseActions;
  onResolve: () => void;
}

/** Who, how urgent, whose, and what can be done now. */
export function CaseHeader({ item, held, writing, ownerName, actions, onResolve }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const { claim, takeOver, handBack, release } = actions;
  const active = item.status !== 'resolved';
  return (
    <header className={styles.head}>
      <div className={styles.who}>
        <ActionIcon component={Link} href="/queue" variant="subtle" color="gray" size={34} aria-label={words.back}>
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        <h1 ref={heading} tabIndex={-1}>{item.patient.display_name}</h1>
        <TierBadge tier={item.tier} />
        <span className={styles.chips}><Categories categories={item.categories} /></span>
        {item.status === 'open' ? <DueClock due={item.due_at} /> : null}
      </div>
      <p className={styles.state} role="status">
        {item.owner === 'bot' ? <IconRobot size={17} aria-hidden /> : <IconUserHeart size={17} aria-hidden />}
        <span>{ownerLine(item, writing, ownerName)}</span>
        {held && item.claim_expires_at ? <span className="quiet">{words.claimUntil(clockTime(item.claim_expires_at))}</span> : null}
        {active && item.claimed_by && !held ? <span className={styles.other}>{strings.queue.with(item.claimed_by.display_name)}</span> : null}
        {item.outcome ? <strong>{words.done}: {strings.outcomes[item.outcome]}</strong> : null}
      </p>
      {active ? (
        <div className={styles.actions}>
          {item.status === 'open' ? (
            <Button variant="default" leftSection={<IconHandGrab size={17} aria-hidden />} loading={claim.isPending} onClick={() => claim.mutate(item)}>
              {words.claim}
            </Button>
          ) : null}
          {(item.status === 'open' || held) && !writing ? (
            <Button leftSection={<IconMessageForward size={17} aria-hidden />} loading={takeOver.isPending} onClick={() => takeOver.mutate(item)}>
              {words.takeOver}
            </Button>
          ) : null}
          {writing ? (
            <Button
              variant="default" leftSection={<IconRobot size={17} aria-hidden />} loading={handBack.isPending} title={words.handBackHint}
              onClick={() => handBack.mutate()}
            >
              {words.handBack}
            </Button>
          ) : null}
          {held ? (
            <>
              <Button variant={writing ? 'filled' : 'default'} leftSection={<IconCheck size={17} aria-hidden />} onClick={onResolve}>{words.resolve}</Button>
              <Menu>
                <Menu.Target>
                  <ActionIcon variant="default" size={36} aria-label={words.release}><IconDots size={18} aria-hidden /></ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<IconArrowBackUp size={17} aria-hidden />} onClick={() => release.mutate()}>{words.release}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </>
          ) : null}
        </div>
      ) : null}
    </header>
  );
}

function ownerLine(item: Case, writing: boolean, ownerName: string | null): string {
  if (item.owner === 'bot') return words.owner.bot;
  if (item.owner === 'queue') return words.owner.queue;
  return writing ? words.owner.you : words.owner.other(ownerName ?? item.claimed_by?.display_name ?? strings.queue.somebody);
}
