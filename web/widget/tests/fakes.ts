import type { Message } from "../src/types";
import type { Snapshot } from "../src/transport";

/** A message with only what a test cares about spelled out. */
export function message(seq: number, more: Partial<Message> = {}): Message {
  const sender = more.sender ?? "bot";
  return {
    id: `m${seq}`,
    seq,
    sender,
    sender_name: sender === "bot" ? "Handrail assistant" : null,
    text: `text ${seq}`,
    content: {},
    client_id: sender === "patient" ? `c${seq}` : null,
    in_reply_to: null,
    created_at: new Date(2026, 2, 3, 10, 0, seq).toISOString(),
    ...more,
  };
}

export function snapshot(messages: Message[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    phase: "ready",
    expired: false,
    me: { id: "p1", role: "patient", display_name: "Demo patient 1", permissions: [], csrf: "x", demo: false },
    connected: true,
    conversation: { id: "c1", owner: "bot", owner_name: null, epoch: 1, bot_ready: true, last_seq: messages.at(-1)?.seq ?? 0, case: null },
    typing: false,
    messages,
    pending: [],
    hasOlder: false,
    loadingOlder: false,
    help: null,
    ...more,
  };
}
