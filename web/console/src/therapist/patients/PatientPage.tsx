import { ActionIcon, Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconArrowLeft, IconTicket } from '@tabler/icons-react';
import { useCallback, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { conversations, patients, type PageWanted } from '../../api/endpoints';
import { MessageList } from '../../conversation/MessageList';
import { useConversation } from '../../conversation/useConversation';
import { toast } from '../../lib/toasts';
import { PlanSection } from '../../plan/PlanSection';
import { LineNotice } from '../../shell/LineNotice';
import { strings } from '../../strings';
import { Measures } from '../case/Measures';
import { Dialog } from '../../ui/Dialog';
import { describe, Loading, Problem } from '../../ui/States';
import { usePageTitle } from '../../ui/usePageTitle';
import { InvitationCard } from './InvitationCard';
import styles from './patients.module.css';

const words = strings.patients;

/** A patient's conversation, to read; writing needs a case. */
export function PatientPage({ conversationId }: { conversationId: string }) {
  const list = useQuery({ queryKey: ['patients'], queryFn: ({ signal }) => patients.list(signal) });
  const load = useCallback(
    (wanted: PageWanted, signal?: AbortSignal) => conversations.page(conversationId, wanted, signal),
    [conversationId],
  );
  const view = useConversation({ load, events: conversations.events(conversationId) });
  const invite = useMutation({
    mutationFn: patients.invite,
    onError: (error) => {
      const { message, remedy } = describe(error);
      toast('bad', `${message} ${remedy}`);
    },
  });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const name = view.patient?.display_name ?? '';
  usePageTitle(name || words.title);
  const openCase = list.data?.find((patient) => patient.conversation_id === conversationId)?.open_case;

  return (
    <div className={styles.page} data-fill>
      <header className={styles.head}>
        <ActionIcon component={Link} href="/patients" variant="subtle" color="gray" size={34} aria-label={words.back}>
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        <h1 ref={heading} tabIndex={-1}>{name || words.title}</h1>
        {view.conversation ? <span className="quiet">{strings.patientsOwner[view.conversation.owner]}</span> : null}
        <span className={styles.push}>
          {view.patient ? <PlanSection patient={view.patient} compact /> : null}
          {view.patient ? (
            <Button
              variant="default" leftSection={<IconTicket size={17} aria-hidden />} loading={invite.isPending}
              onClick={() => view.patient && invite.mutate(view.patient.id)}
            >
              {words.inviteAgain}
            </Button>
          ) : null}
          {openCase ? <Button component={Link} href={`/cases/${openCase.id}`}>{strings.conversation.openCase}</Button> : null}
        </span>
      </header>
      {view.conversation ? <LineNotice state={view.line} /> : null}
      {view.patient ? (
        <details className={styles.measure}>
          <summary>{strings.measures.title}</summary>
          <Measures patientId={view.patient.id} />
        </details>
      ) : null}
      {view.loading === 'first' ? <Loading /> : null}
      {view.error && view.messages.length === 0 ? <Problem error={view.error} onRetry={view.retry} /> : null}
      {view.conversation ? (
        <>
          <MessageList view={view} name={name} />
          <p className={styles.note}>{strings.conversation.readOnly}</p>
        </>
      ) : null}
      <Dialog opened={invite.isSuccess} onClose={() => invite.reset()} title={words.invited(name)}>
        {invite.data ? <InvitationCard invitation={invite.data.invitation} onDone={() => invite.reset()} /> : null}
      </Dialog>
    </div>
  );
}
