import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { staffEvents } from '../api/endpoints';
import type { LineState } from '../api/stream';
import { useEventStream } from '../api/useEventStream';
import { useTitleCount } from '../ui/usePageTitle';
import { useAcknowledged } from './alarm';
import { alarms } from './endpoints';
import type { LateCase } from './types';

export const lateKey = ['late'] as const;

export interface Late {
  list: LateCase[];
  /** Those that the ladder has brought to this role, and nobody here has seen yet. */
  ringing: LateCase[];
  acknowledge: () => void;
  line: LineState;
}

/** For supervisors and administrators: the cases that nobody took up in time, live, counted in the page's title. */
export function useLateCases(): Late {
  const cache = useQueryClient();
  // The live line brings changes at once; that a clock has run out it tells with the worker's next round, and this without it.
  const query = useQuery({ queryKey: lateKey, queryFn: ({ signal }) => alarms.late(signal), refetchInterval: 30_000 });
  const refresh = () => void cache.invalidateQueries({ queryKey: lateKey });
  const line = useEventStream({
    url: staffEvents,
    onEvent: (event) => {
      if (event.name === 'cases') refresh();
    },
    onReturn: refresh,
  });
  const { isAcknowledged, acknowledge } = useAcknowledged();
  const list = useMemo(() => query.data ?? [], [query.data]);
  const ringing = useMemo(() => list.filter((item) => item.called && !isAcknowledged(item)), [list, isAcknowledged]);
  useTitleCount(list.length);
  return { list, ringing, acknowledge: () => acknowledge(ringing), line };
}
