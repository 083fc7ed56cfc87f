import type { UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { LineState } from '../api/stream';
import type { Case } from '../api/types';

export interface Desk {
  /** Every case that is not resolved, kept fresh by the live line. */
  active: UseQueryResult<Case[]>;
  line: LineState;
  /** Urgent cases that still ring, and how to silence them. */
  ringing: Case[];
  acknowledge: (cases: readonly Case[]) => void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk outside DeskProvider');
  return desk;
}

export const queueKey = (status: 'active' | 'resolved') => ['cases', status] as const;
export const caseKey = (id: string) => ['case', id] as const;
