import type { StaffMessage } from '../api/types';

/**
 * Puts messages together by sequence number, oldest first, each once.
 *
 * A later copy of the same message wins, but never takes away a screening or an understanding that is already known:
 * a live event may have been written before the assistant had finished its turn.
 */
export function mergeMessages(known: readonly StaffMessage[], incoming: readonly StaffMessage[]): StaffMessage[] {
  if (incoming.length === 0) return known as StaffMessage[];
  const bySeq = new Map(known.map((message) => [message.seq, message]));
  for (const message of incoming) {
    const before = bySeq.get(message.seq);
    bySeq.set(message.seq, before ? withKnown(before, message) : message);
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

function withKnown(before: StaffMessage, after: StaffMessage): StaffMessage {
  return { ...before, ...after, screening: after.screening ?? before.screening, understanding: after.understanding ?? before.understanding };
}
