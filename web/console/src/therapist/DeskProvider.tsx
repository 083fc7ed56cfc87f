import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useAcknowledged } from '../alarms/alarm';
import { cases, staffEvents } from '../api/endpoints';
import type { Case } from '../api/types';
import { useEventStream } from '../api/useEventStream';
import { rings } from '../lib/queue';
import { strings } from '../strings';
import { useTitleCount } from '../ui/usePageTitle';
import { DeskContext, queueKey } from './desk';

/** Keeps the queue live on every therapist page, and with it the count in the title and what rings. */
export function DeskProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const active = useQuery({
    queryKey: queueKey('active'),
    queryFn: ({ signal }) => cases.list('active', signal),
    // The live line brings changes at once; this is the belt to its braces.
    refetchInterval: 60_000,
  });

  const refresh = useCallback(() => {
    void cache.invalidateQueries({ queryKey: ['cases'] });
    void cache.invalidateQueries({ queryKey: ['case'] });
    void cache.invalidateQueries({ queryKey: ['patients'] });
  }, [cache]);
  const line = useEventStream({
    url: staffEvents,
    onEvent: (event) => {
      if (event.name === 'cases') refresh();
    },
    onReturn: refresh,
  });

  const { isAcknowledged, acknowledge } = useAcknowledged();
  const list = active.data;
  const ringing = useMemo(() => (list ?? []).filter((item) => rings(item) && !isAcknowledged(item)), [list, isAcknowledged]);
  const waiting = (list ?? []).filter((item) => item.status === 'open').length;
  useTitleCount(waiting);

  const value = useMemo(() => ({ active, line, ringing, acknowledge }), [active, line, ringing, acknowledge]);
  return (
    <DeskContext value={value}>
      {children}
      <Announcer list={list} />
    </DeskContext>
  );
}

/** Tells screen readers of cases that were not there before. */
function Announcer({ list }: { list: Case[] | undefined }) {
  const known = useRef<Set<string> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!list) return;
    const before = known.current;
    known.current = new Set(list.map((item) => item.id));
    if (!before) return;
    const fresh = list.filter((item) => !before.has(item.id));
    if (fresh.length) setText(fresh.map((item) => strings.queue.arrived(strings.tiers[item.tier], item.patient.display_name)).join('. '));
  }, [list]);
  return <div role="status" aria-live="assertive" className="hidden-text">{text}</div>;
}
