import { Button, Textarea } from '@mantine/core';
import { IconMessageExclamation, IconSend } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { ApiError } from '../../api/client';
import type { ConversationView } from '../../conversation/useConversation';
import { strings } from '../../strings';
import { ProblemLine } from '../../ui/States';
import styles from './case.module.css';
import { askedBy, Confirm } from './Confirm';
import { useDraft } from './useDraft';
import { useReply } from './useReply';

const words = strings.composer;
const LONGEST = 4000;
const COUNTED_FROM = 3500;

interface Props {
  view: ConversationView;
  name: string;
  me: string;
  /** Whether the conversation is mine to write in. */
  mine: boolean;
  /** The epoch that the case was last seen in. */
  epoch: number;
  /** What to do instead, where it is not. */
  instead: ReactNode;
}

/** Where a therapist writes. What the patient writes meanwhile is pointed out before anything is sent. */
export function Composer({ view, name, me, mine, epoch, instead }: Props) {
  const [draft, setDraft] = useDraft(view.conversation?.id ?? '', me);
  const lastFromPatient = view.messages.findLast((message) => message.sender === 'patient')?.seq ?? 0;
  // While nothing is written everything counts as read; from the first letter on, what arrives is counted.
  const [readUpTo, setReadUpTo] = useState(lastFromPatient);
  const arrived = draft ? view.messages.filter((message) => message.sender === 'patient' && message.seq > readUpTo).length : 0;
  const { send, typing } = useReply(view, epoch, () => setDraft(''));

  const change = (text: string) => {
    if (!draft) setReadUpTo(lastFromPatient);
    setDraft(text);
    if (text) typing();
    if (send.isError) send.reset();
  };
  const text = draft.trim();
  const submit = () => {
    if (!text || send.isPending || !mine || askedBy(send.error)) return;
    if (arrived > 0) {
      // The first press only shows what came; the second one sends.
      setReadUpTo(lastFromPatient);
      return;
    }
    send.mutate({ text });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
  };

  if (!mine) {
    return (
      <div className={styles.composer}>
        {draft ? <p className={styles.kept}><strong>{words.draftKept}:</strong> {draft}</p> : null}
        <div className={styles.instead}>{instead}</div>
      </div>
    );
  }
  const asked = send.variables?.text === text ? askedBy(send.error) : null;
  const back = () => {
    send.reset();
    document.getElementById('reply')?.focus();
  };
  const ownerChanged = send.error instanceof ApiError && send.error.code === 'owner_changed';
  return (
    <div className={styles.composer}>
      {arrived > 0 ? (
        <div className={styles.arrived} role="alert">
          <IconMessageExclamation size={19} aria-hidden />
          <span>{words.arrived(name, arrived)}</span>
          <Button size="compact-sm" variant="default" onClick={() => setReadUpTo(lastFromPatient)}>{words.readThem}</Button>
        </div>
      ) : null}
      {ownerChanged ? <p className={styles.arrived} role="alert">{words.ownerChanged}</p> : null}
      {asked ? (
        <Confirm
          text={text} reasons={asked.reasons} sending={send.isPending} onChange={back}
          onSend={() => send.mutate({ text, confirmation: asked.confirmation })}
        />
      ) : null}
      {send.isError && !ownerChanged && !asked ? <ProblemLine error={send.error} /> : null}
      <div className={styles.write}>
        <Textarea
          id="reply" aria-label={words.label(name)} placeholder={words.placeholder} autosize minRows={2} maxRows={9} maxLength={LONGEST}
          value={draft} onChange={(event) => change(event.currentTarget.value)} onKeyDown={pressed} className={styles.input ?? ''}
        />
        <Button onClick={submit} disabled={!text || asked !== null} loading={send.isPending} leftSection={<IconSend size={17} aria-hidden />}>
          {words.send}
        </Button>
      </div>
      <p className="quiet small">
        <span className={styles.keys}>{words.hint}. </span>{words.aiNever} {draft.length > COUNTED_FROM ? words.count(draft.length) : ''}
      </p>
    </div>
  );
}
