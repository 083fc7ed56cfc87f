import { describe, expect, it } from "vitest";
import { awayUntil, clockOf, fates } from "../src/states";
import { stringsFor } from "../src/strings";
import type { Conversation, Message, ReadMark } from "../src/types";
import { layOut, presence } from "../src/view";
import { message, snapshot } from "./fakes";

const strings = stringsFor("en");
const now = new Date(2026, 2, 3, 12, 0);
const at = (hour: number, day = 3): string => new Date(2026, 2, day, hour, 0).toISOString();
const mark = (first: number, through: number, hour: number): ReadMark => ({ role: "therapist", first, through, at: at(hour) });
const conversation = (more: Partial<Conversation>): Conversation => ({ id: "c1", owner: "bot", owner_name: null, epoch: 1, bot_ready: true, last_seq: 3, case: null, ...more });
const mine = (...seqs: number[]): Message[] => seqs.map((seq) => message(seq, { sender: "patient" }));
const words = (messages: Message[], more: Partial<Conversation>): [number, string][] =>
  [...fates(messages, conversation(more), strings, clockOf("en-GB", now))].map(([seq, fate]) => [seq, fate.words]);
const asked = { due_at: at(14), claimed: false, overdue: false };

describe("what became of a message", () => {
  it("is saved, and no more is said than is so", () => {
    expect(words(mine(1, 3), {})).toEqual([[3, "Saved"]]);
    expect(words([message(1)], {})).toEqual([]);
    expect(words(mine(1, 3), { case: { ...asked, claimed: true } })).toEqual([[3, "Saved"]]);
    expect(words(mine(1, 3), { case: { ...asked, overdue: true } })).toEqual([[3, "Saved"]]);
    expect(words(mine(1, 3), { case: asked, owner: "therapist" })).toEqual([[3, "Saved"]]);
  });

  it("says by when a person is asked to read it, with the day when that is another one", () => {
    expect(words(mine(3), { case: asked })).toEqual([[3, "Saved. A person is asked to read it by 14:00"]]);
    expect(words(mine(3), { case: { ...asked, due_at: at(9, 9) } })).toEqual([[3, "Saved. A person is asked to read it by Mon 9 Mar, 9:00"]]);
  });

  it("says who read it and when, by the first reading of that very message", () => {
    expect(words(mine(1, 3), { reads: [mark(1, 3, 11), mark(3, 3, 10)], case: asked })).toEqual([[3, "Read by a therapist at 10:00"]]);
  });

  it("keeps what was read apart from what was not yet", () => {
    expect(words(mine(1, 3), { reads: [mark(1, 1, 10)] })).toEqual([
      [3, "Saved"],
      [1, "Read by a therapist at 10:00"],
    ]);
    expect(words(mine(1, 3), { reads: [mark(4, 9, 10)] })).toEqual([[3, "Saved"]]);
  });

  it("stands under the bubble, with two ticks for what was read", () => {
    const items = layOut(snapshot(mine(1, 2), { conversation: conversation({ reads: [mark(1, 1, 10)] }) }), null, strings, "en-GB", now);
    const bubbles = items.flatMap((item) => (item.type === "group" ? item.bubbles : []));
    expect(bubbles.map((bubble) => [bubble.delivery, bubble.reason])).toEqual([
      ["read", "Read by a therapist at 10:00"],
      ["saved", "Saved"],
    ]);
  });
});

describe("a team that is away", () => {
  const away = { here: false, until: at(9, 4), on_call: false };
  const says = (more: Partial<Conversation>): string => presence(snapshot([], { conversation: conversation(more) }), strings, "en-GB", now);

  it("is said at the top, until it is back", () => {
    expect(says({ team: away })).toBe("With the assistant, a program. The team is away until 9:00 tomorrow");
    expect(says({ team: { ...away, until: at(11) } })).toBe("With the assistant, a program");
    expect(says({ team: { ...away, here: true } })).toBe("With the assistant, a program");
    expect(says({ team: null })).toBe("With the assistant, a program");
  });

  it("is said beside who was asked, except where somebody is on call or has taken it up", () => {
    const queue = { owner: "queue" as const, case: { ...asked, due_at: at(9, 4) } };
    expect(says({ ...queue, team: away })).toBe("A person was asked to read this chat by 9:00 tomorrow. The team is away now");
    expect(says({ ...queue, team: { ...away, on_call: true } })).toBe("A person was asked to read this chat by 9:00 tomorrow");
    expect(says({ ...queue, case: { ...queue.case, claimed: true }, team: away })).toBe("A person from the team is looking into this");
  });

  it("is back when its time has come", () => {
    expect(awayUntil(away, now)).toEqual(new Date(2026, 2, 4, 9, 0));
    expect(awayUntil(away, new Date(2026, 2, 4, 9, 0))).toBeNull();
    expect(awayUntil(undefined, now)).toBeNull();
  });
});
