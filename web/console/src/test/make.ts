/** Objects as the gateway sends them, for tests. */
import type { Case, Evidence, Me, StaffMessage } from '../api/types';

export const me: Me = { id: 'me', role: 'therapist', display_name: 'Therapist A', permissions: [], csrf: 'token-1', demo: false };

export function evidence(start: number, end: number, more: Partial<Evidence> = {}): Evidence {
  return { start, end, text: '', category: 'suicide', tier: 'high', rule: `rule.${start}`, why: `Because ${start}.`, ...more };
}

export function aCase(more: Partial<Case> = {}): Case {
  return {
    id: 'c1', conversation_id: 'v1', patient: { id: 'p1', display_name: 'Patient A' }, status: 'open', tier: 'high', categories: ['suicide'],
    opened_by: 'action', opened_at: '2026-11-23T10:00:00Z', due_at: '2026-11-23T10:30:00Z', overdue: false, claimed_by: null,
    claim_expires_at: null, version: 1, owner: 'queue', epoch: 1, outcome: null, message_count: 1, ladder: { asked: [], last: null, next: null },
    trigger: { message_id: 'm1', seq: 1, text: 'I counted my tablets', evidence: [evidence(2, 20)], created_at: '2026-11-23T10:00:00Z' },
    ...more,
  };
}

export function aMessage(seq: number, more: Partial<StaffMessage> = {}): StaffMessage {
  return {
    id: `m${seq}`, seq, sender: 'patient', sender_name: 'Patient A', text: `message ${seq}`, content: {}, client_id: null, in_reply_to: null,
    created_at: '2026-11-23T10:00:00Z', screening: null, understanding: null, ...more,
  };
}
