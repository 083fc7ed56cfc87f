import { describe, expect, test } from "vitest";
import { stringsFor } from "../src/strings";
import type { Content, Message, OwnCase } from "../src/types";
import { countUnread, layOut, openPrompt, presence, type Group } from "../src/view";
import { message, snapshot } from "./fakes";

const strings = stringsFor("en");
const NOW = new Date(2026, 2, 3, 18, 0);
const lay = (messages: Message[], unreadAfter: number | null = null, more = {}): ReturnType<typeof layOut> =>
  layOut(snapshot(messages, more), unreadAfter, strings, "en-GB", NOW);
const groups = (items: ReturnType<typeof layOut>): Group[] => items.filter((item) => item.type === "group");
const pending = (more = {}): object => ({ clientId: "c9", text: "mine", createdAt: NOW.toISOString(), order: 1, state: "waiting", ...more });

describe("grouping", () => {
  test("bubbles of one voice stand under one name", () => {
    const [bot, patient, again] = groups(lay([message(1), message(2), message(3, { sender: "patient" }), message(4)]));
    expect([bot?.bubbles.length, patient?.bubbles.length, again?.bubbles.length]).toEqual([2, 1, 1]);
    expect(bot?.name).toBe("Handrail assistant · a program");
  });

  test("a pause, another person or another kind of words begins a new group", () => {
    const late = new Date(2026, 2, 3, 10, 30).toISOString();
    const names = groups(
      lay([
        message(1),
        message(2, { created_at: late }),
        message(3, { created_at: late, sender: "system", content: { kind: "safety" } }),
        message(4, { created_at: late, sender: "therapist", sender_name: "Demo therapist" }),
        message(5, { created_at: late, sender: "therapist", sender_name: "Demo therapist 2" }),
        message(6, { created_at: late, sender: "system", content: { kind: "owner" } }),
      ]),
    ).map(({ voice, name }) => `${voice}: ${name}`);
    expect(names).toEqual([
      "bot: Handrail assistant · a program",
      "bot: Handrail assistant · a program",
      "safety: Handrail · for your safety",
      "therapist: Demo therapist · your therapist",
      "therapist: Demo therapist 2 · your therapist",
      "notice: Handrail · notice",
    ]);
  });

  test("a therapist without a name is still a therapist", () => {
    expect(groups(lay([message(1, { sender: "therapist" })]))[0]?.name).toBe("Your therapist");
  });

  test("a stored message keeps the key that it had on its way", () => {
    const before = groups(lay([message(1)], null, { pending: [pending()] }));
    const after = groups(lay([message(1), message(2, { sender: "patient", sender_name: "Demo patient 1", client_id: "c9" })]));
    expect(after[1]?.key).toBe(before[1]?.key);
    expect(after[1]?.bubbles[0]?.key).toBe(before[1]?.bubbles[0]?.key);
  });

  test("days are named as a person would", () => {
    const at = (...date: [number, number, number]): string => new Date(...date, 9).toISOString();
    const labels = lay([message(1, { created_at: at(2025, 11, 30) }), message(2, { created_at: at(2026, 2, 1) }), message(3, { created_at: at(2026, 2, 2) }), message(4)])
      .filter((item) => item.type === "day")
      .map(({ label }) => label.replaceAll(",", ""));
    expect(labels).toEqual(["Tuesday 30 December 2025", "Sunday 1 March", "Yesterday", "Today"]);
  });
});

describe("the mark of what is new", () => {
  test("stands before the first unread words of others", () => {
    const kinds = lay([message(1), message(2, { sender: "patient" }), message(3, { sender: "patient" }), message(4)], 1).map((item) => item.type);
    expect(kinds).toEqual(["day", "group", "group", "unread", "group"]);
    expect(countUnread(snapshot([message(1), message(2, { sender: "patient" }), message(3)]), 1)).toBe(1);
  });

  test("is not there when everything was read", () => {
    expect(lay([message(1)], 1).some((item) => item.type === "unread")).toBe(false);
  });
});

describe("who is here", () => {
  const at = (day: number, hour: number): string => new Date(2026, 2, day, hour, 45).toISOString();
  const own = (due_at: string, more = {}): OwnCase => ({ due_at, claimed: false, overdue: false, ...more });
  test.each<[string, object]>([
    ["With the assistant, a program", {}],
    ["With the assistant, a program. A person was asked to read this chat by 21:45", { case: own(at(3, 21)) }],
    ["With the assistant, a program. A person was asked to read this chat by 8:45 tomorrow", { case: own(at(4, 8)) }],
    ["With the assistant, a program. A person was asked to read this chat by 8:45 on Friday", { case: own(at(6, 8)) }],
    ["With the assistant, a program. A person should have read this chat by 17:45. Nobody has yet, sorry", { case: own(at(3, 17), { overdue: true }) }],
    ["With the assistant, a program. A person has read this chat. No answer yet", { case: own(at(3, 17), { overdue: true, read_at: at(3, 17) }) }],
    ["With the assistant, a program. A person from the team is looking into this", { case: own(at(3, 17), { claimed: true }) }],
    ["The assistant is starting up. You can write already. A person was asked to read this chat by 21:45", { bot_ready: false, case: own(at(3, 21)) }],
    ["A person was asked to read this chat by 21:45", { owner: "queue", case: own(at(3, 21)) }],
    ["A person was asked to read this chat", { owner: "queue" }],
    ["Demo therapist, your therapist, is here", { owner: "therapist", owner_name: "Demo therapist", case: own(at(3, 21)) }],
  ])("%s", (words, more) => {
    const conversation = { id: "c1", owner: "bot" as const, owner_name: null, epoch: 2, bot_ready: true, last_seq: 2, case: null, ...more };
    expect(presence(snapshot([], { conversation }), strings, "en-GB", NOW)).toBe(words);
  });
});

describe("how far a sent message got", () => {
  test.each([
    ["sending", {}, true],
    ["waiting", {}, false],
    ["failed", { state: "failed", reason: "Too long." }, true],
  ])("%s", (delivery, more, connected) => {
    const group = groups(lay([], null, { pending: [pending(more)], connected }))[0];
    expect(group?.bubbles[0]?.delivery).toBe(delivery);
  });

  test("only the last stored one says so", () => {
    const states = groups(lay([message(1, { sender: "patient" }), message(2, { sender: "patient" })]))[0]?.bubbles.map(({ delivery }) => delivery);
    expect(states).toEqual([null, "saved"]);
  });
});

describe("the open question", () => {
  const ask = (seq: number, content: Content, more: Partial<Message> = {}): Message => message(seq, { content, ...more });
  const buttons = [{ title: "Yes", payload: "/yes" }];

  test("is the last one since the patient spoke", () => {
    expect(openPrompt(snapshot([ask(1, { buttons }), message(2)]))?.buttons).toEqual(buttons);
    expect(openPrompt(snapshot([ask(1, { buttons }), message(2, { sender: "patient" })]))).toBeNull();
    expect(openPrompt(snapshot([ask(1, { buttons }), ask(2, { buttons: [{ title: "No", payload: "/no" }] })]))?.buttons).toEqual([{ title: "No", payload: "/no" }]);
  });

  test("closes the moment an answer is on its way, and opens again when it was refused", () => {
    expect(openPrompt(snapshot([ask(1, { buttons })], { pending: [pending()] as never }))).toBeNull();
    expect(openPrompt(snapshot([ask(1, { buttons })], { pending: [pending({ state: "failed" })] as never }))).not.toBeNull();
  });

  test("a safety message's question goes before what is asked after it, and the newest of two counts", () => {
    const safe = (seq: number, title: string) => ask(seq, { kind: "safety", buttons: [{ title, payload: `/${title}` }] }, { sender: "system" });
    const titles = (...asked: Message[]) => openPrompt(snapshot(asked))?.buttons.map(({ title }) => title);
    expect(titles(safe(1, "No"), ask(2, { buttons }))).toEqual(["No"]);
    expect(titles(safe(1, "No"), safe(2, "Yes, now"))).toEqual(["Yes, now"]);
  });

  test("the assistant's buttons go while a therapist is here; safety's stay", () => {
    const conversation = { id: "c1", owner: "therapist" as const, owner_name: null, epoch: 2, bot_ready: true, last_seq: 2, case: null };
    expect(openPrompt(snapshot([ask(1, { buttons })], { conversation }))).toBeNull();
    expect(openPrompt(snapshot([ask(1, { kind: "safety", buttons }, { sender: "system" })], { conversation }))).not.toBeNull();
  });

  test("knows sliders and choices; lessons ask nothing", () => {
    const slider = { type: "slider" as const, name: "pain", min: 0, max: 10, step: 1, low_label: "none", high_label: "worst" };
    expect(openPrompt(snapshot([ask(1, { element: slider })]))?.slider).toEqual(slider);
    expect(openPrompt(snapshot([ask(1, { element: { type: "lesson", title: "L", step: 1, steps: 2, progress: 0.5 } })]))).toBeNull();
  });
});
