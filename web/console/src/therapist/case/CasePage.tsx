import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconMessageForward } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { cases, conversations, type PageWanted } from '../../api/endpoints';
import type { CaseDetail } from '../../api/types';
import { DisabledNotice } from '../../conversation/DisabledNotice';
import { MessageList } from '../../conversation/MessageList';
import { useConversation } from '../../conversation/useConversation';
import { drafts } from '../../lib/storage';
import { useHotkeys } from '../../lib/useHotkeys';
import { useSession } from '../../session/session';
import { LineNotice } from '../../shell/LineNotice';
import { strings } from '../../strings';
import { Loading, Problem } from '../../ui/States';
import { usePageTitle } from '../../ui/usePageTitle';
import { caseKey, useDesk } from '../desk';
import { CaseDetails } from './CaseDetails';
import { CaseHeader } from './CaseHeader';
import { Composer } from './Composer';
import styles from './case.module.css';
import { ResolveDialog } from './ResolveDialog';
import { useCaseActions } from './useCaseActions';
import { useLease } from './useLease';

const words = strings.case;

/** One case: the conversation, why it is here, and what to do about it. */
export function CasePage({ id }: { id: string }) {
  const query = useQuery({ queryKey: caseKey(id), queryFn: ({ signal }) => cases.get(id, signal) });
  usePageTitle(query.data?.case.patient.display_name ?? strings.shell.queue);
  if (query.isPending) return <Loading />;
  if (!query.data) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  return <Workplace detail={query.data} />;
}

function Workplace({ detail }: { detail: CaseDetail }) {
  const item = detail.case;
  const { me } = useSession();
  const { line: desk } = useDesk();
  const [, go] = useLocation();
  const [tab, setTab] = useState<'conversation' | 'details'>('conversation');
  const [resolving, setResolving] = useState(false);
  useLease(item, me.id);

  const conversationId = item.conversation_id;
  const load = useCallback(
    (wanted: PageWanted, signal?: AbortSignal) => conversations.page(conversationId, wanted, signal),
    [conversationId],
  );
  const view = useConversation({ load, events: conversations.events(conversationId), around: item.trigger?.seq });
  const actions = useCaseActions(item.id, view.refresh);

  const held = item.status === 'claimed' && item.claimed_by?.id === me.id;
  // The conversation's own line knows first who may speak.
  const owner = view.conversation?.owner ?? item.owner;
  const writing = held && owner === 'therapist';
  const name = item.patient.display_name;

  const show = (seq: number) => {
    setTab('conversation');
    requestAnimationFrame(() => document.querySelector(`[data-seq="${seq}"]`)?.scrollIntoView({ block: 'center' }));
  };
  useHotkeys({
    c: () => item.status === 'open' && actions.claim.mutate(item),
    t: () => (item.status === 'open' || held) && !writing && actions.takeOver.mutate(item),
    r: () => document.getElementById('reply')?.focus(),
    e: () => held && setResolving(true),
    q: () => go('/queue'),
  });

  return (
    <div className={styles.page} data-fill>
      <CaseHeader
        item={{ ...item, owner }} held={held} writing={writing} ownerName={view.conversation?.owner_name ?? null} actions={actions}
        onResolve={() => setResolving(true)}
      />
      <DisabledNotice view={view} />
      {desk === 'live' ? <LineNotice state={view.line} /> : null}
      <div className={styles.tabs}>
        <SegmentedControl
          fullWidth size="xs" aria-label={words.view} value={tab} onChange={(value) => setTab(value)}
          data={[{ value: 'conversation', label: words.conversation }, { value: 'details', label: words.details }]}
        />
      </div>
      <div className={styles.columns} data-tab={tab}>
        <section className={styles.talk} aria-label={words.conversation}>
          {view.loading === 'first' ? <Loading /> : null}
          {view.error && view.messages.length === 0 ? <Problem error={view.error} onRetry={view.retry} /> : null}
          {view.conversation ? (
            <>
              <MessageList view={view} name={name} target={item.trigger?.seq} writing={writing} />
              <Composer
                view={view} name={name} me={me.id} mine={writing} epoch={item.epoch}
                instead={
                  item.status === 'resolved' ? <p>{strings.composer.resolved}</p>
                    : item.claimed_by && !held ? <p>{strings.composer.notYours(item.claimed_by.display_name)}</p>
                      : (
                        <>
                          <p>{strings.composer.takeOverFirst}</p>
                          <Button size="compact-md" variant="light" leftSection={<IconMessageForward size={16} aria-hidden />}
                            loading={actions.takeOver.isPending} onClick={() => actions.takeOver.mutate(item)}
                          >
                            {words.takeOver}
                          </Button>
                        </>
                      )
                }
              />
            </>
          ) : null}
        </section>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling area must be reachable by keyboard */}
        <aside className={styles.side} aria-label={words.details} tabIndex={0}>
          <CaseDetails detail={detail} messages={view.messages} onShow={show} />
        </aside>
      </div>
      <ResolveDialog
        opened={resolving} onClose={() => setResolving(false)} name={name} resolve={actions.resolve}
        withDraft={drafts.read(`draft.${me.id}.${conversationId}`) !== null} onDone={() => setResolving(false)}
      />
    </div>
  );
}
