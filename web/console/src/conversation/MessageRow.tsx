import { IconRobot, IconShieldHeart, IconUser, IconUserHeart, type Icon } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { Element, Sender, StaffMessage } from '../api/types';
import { clockTime, exactTime } from '../lib/time';
import { strings } from '../strings';
import { Marked, TierBadge } from '../ui/Tier';
import styles from './conversation.module.css';

const words = strings.conversation;
const ICONS: Record<Sender, Icon> = { patient: IconUser, bot: IconRobot, therapist: IconUserHeart, system: IconShieldHeart };

interface Props {
  message: StaffMessage;
  /** Said once for a run of messages by the same sender. */
  withName: boolean;
  chosen?: boolean;
  foot?: ReactNode;
}

/** One message as staff see it: who, when, the words with what was flagged in them, and what was offered with it. */
export const MessageRow = memo(function MessageRow({ message, withName, chosen = false, foot }: Props) {
  const Shape = ICONS[message.sender];
  const { screening } = message;
  const flagged = screening?.flagged ?? false;
  const kind = message.content.kind;
  const isPerson = message.sender === 'patient' || message.sender === 'therapist';
  return (
    <div className={`${styles.row} ${styles[message.sender]} ${flagged ? styles.flagged : ''} ${chosen ? styles.chosenRow : ''}`}>
      {withName ? (
        <p className={styles.sender}>
          <Shape size={15} aria-hidden />
          <strong>{isPerson && message.sender_name ? message.sender_name : strings.senders[message.sender]}</strong>
          {message.sender === 'therapist' ? <span className="quiet">{strings.senders.therapist}</span> : null}
        </p>
      ) : null}
      <div className={styles.bubble}>
        {kind === 'safety' || kind === 'delay' ? <p className={styles.kind}>{words.kinds[kind]}</p> : null}
        <p className={styles.text}><Marked text={message.text} evidence={screening?.evidence ?? []} /></p>
        {message.content.element ? <ElementNote element={message.content.element} /> : null}
        {message.content.buttons?.length ? (
          <p className={styles.offered}>
            <span className="hidden-text">{words.buttons}: </span>
            {message.content.buttons.map((button) => <span key={button.payload} className={styles.option}>{button.title}</span>)}
          </p>
        ) : null}
      </div>
      <p className={styles.meta}>
        {flagged && screening ? <TierBadge tier={screening.tier} /> : null}
        <time dateTime={message.created_at} title={exactTime(message.created_at)}>{clockTime(message.created_at)}</time>
        {foot}
      </p>
    </div>
  );
});

function ElementNote({ element }: { element: Element }) {
  switch (element.type) {
    case 'slider':
      return <p className={styles.element}>{words.slider(element.name, element.min, element.max)}</p>;
    case 'choices':
      return (
        <p className={styles.offered}>
          <span className="hidden-text">{words.buttons}: </span>
          {element.options.map((option) => <span key={option.payload} className={styles.option}>{option.title}</span>)}
        </p>
      );
    case 'lesson':
      return <p className={styles.element}>{words.lesson(element.title, element.step, element.steps)}</p>;
    case 'help':
      return <p className={styles.element}>{words.helpCard}</p>;
    case 'support':
      return <p className={styles.element}>{words.support}</p>;
  }
}
