import type { Pending } from "./outbox";
import type { SupportElement } from "./plan/types";
import { awayUntil, clockOf, fates } from "./states";
import type { Strings } from "./strings";
import type { Snapshot } from "./transport";
import type { Button, ChoicesElement, LessonElement, HelpElement, Message, Owner, OwnCase, SliderElement } from "./types";

/** What a bubble looks like, and who is to be named above it. */
export type Voice = "patient" | "bot" | "therapist" | "notice" | "safety";

/** Sent messages only: how far it got. */
export type Delivery = "sending" | "waiting" | "saved" | "read" | "failed";

export interface Bubble {
  /** Stays the same from first typing to stored, so that nothing moves, flickers or is read out twice. */
  key: string;
  text: string;
  time: string;
  element: LessonElement | HelpElement | SupportElement | null;
  delivery: Delivery | null;
  /** What became of it, or why nothing did. */
  reason: string;
}

export interface Group {
  type: "group";
  key: string;
  voice: Voice;
  name: string;
  bubbles: Bubble[];
  /** Time of the last bubble. */
  time: string;
}

export type Item = Group | { type: "day"; key: string; label: string } | { type: "unread"; key: string };

/** What the patient may answer by a tap just now. */
export interface Prompt {
  key: string;
  question: string;
  buttons: Button[];
  choices: ChoicesElement | null;
  slider: SliderElement | null;
}

const SAME_BREATH = 5 * 60_000;

interface Entry {
  key: string;
  text: string;
  at: Date;
  voice: Voice;
  sender: string | null;
  seq: number;
  element: Bubble["element"];
  delivery: Delivery | null;
  reason: string;
}

export function voiceOf(message: Message): Voice {
  if (message.content.kind === "safety") return "safety";
  return message.sender === "system" ? "notice" : message.sender;
}

/** Lay the conversation out: days, the mark before what is new, and bubbles grouped by who speaks. */
export function layOut(snapshot: Snapshot, unreadAfter: number | null, strings: Strings, lang: string, now: Date): Item[] {
  const entries = [...snapshot.messages.map(fromMessage), ...snapshot.pending.map((pending) => fromPending(pending, snapshot.connected))];
  const become = fates(snapshot.messages, snapshot.conversation, strings, clockOf(lang, now));
  const clock = new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit" });
  const items: Item[] = [];
  let day = "";
  let marked = unreadAfter === null;
  let previous: Entry | undefined;
  for (const entry of entries) {
    const today = entry.at.toDateString();
    let broken = false;
    if (today !== day) {
      day = today;
      items.push({ type: "day", key: `day-${today}`, label: dayLabel(entry.at, now, strings, lang) });
      broken = true;
    }
    if (!marked && entry.seq > (unreadAfter ?? 0) && entry.voice !== "patient") {
      marked = true;
      items.push({ type: "unread", key: "unread" });
      broken = true;
    }
    const group = items.at(-1);
    const time = clock.format(entry.at);
    const fate = become.get(entry.seq);
    const bubble: Bubble = {
      key: entry.key,
      text: entry.text,
      time,
      element: entry.element,
      delivery: entry.delivery ?? (fate ? (fate.read ? "read" : "saved") : null),
      reason: fate?.words ?? entry.reason,
    };
    const together = !broken && previous?.voice === entry.voice && previous.sender === entry.sender && entry.at.getTime() - previous.at.getTime() < SAME_BREATH;
    if (together && group?.type === "group") {
      group.bubbles.push(bubble);
      group.time = time;
    } else {
      items.push({ type: "group", key: `group-${entry.key}`, voice: entry.voice, name: nameOf(entry, strings), bubbles: [bubble], time });
    }
    previous = entry;
  }
  return items;
}

/** The question that is open: the last one asked since the patient last spoke. A safety message's question goes before all others. */
export function openPrompt(snapshot: Snapshot): Prompt | null {
  if (snapshot.pending.some((pending) => pending.state !== "failed")) return null;
  const since = snapshot.messages.findLastIndex((message) => message.sender === "patient");
  const asked = snapshot.messages.slice(since + 1).filter((message) => isQuestion(message, snapshot.conversation?.owner ?? "bot"));
  const last = asked.findLast((message) => message.content.kind === "safety") ?? asked.at(-1);
  if (!last) return null;
  const { buttons = [], element } = last.content;
  return {
    key: last.id,
    question: last.text,
    buttons,
    choices: element?.type === "choices" ? element : null,
    slider: element?.type === "slider" ? element : null,
  };
}

function isQuestion(message: Message, owner: Owner): boolean {
  const { buttons, element, kind } = message.content;
  // While a therapist is here, the assistant's buttons would put words into a conversation between two people.
  if (owner === "therapist" && message.sender === "bot" && kind !== "safety") return false;
  return (buttons?.length ?? 0) > 0 || element?.type === "choices" || element?.type === "slider";
}

/** Messages of others that the patient has not seen. */
export function countUnread(snapshot: Snapshot, readThrough: number): number {
  return snapshot.messages.filter((message) => message.seq > readThrough && message.sender !== "patient").length;
}

function fromMessage(message: Message): Entry {
  const element = message.content.element;
  return {
    key: message.client_id ?? message.id,
    text: message.text,
    at: new Date(message.created_at),
    voice: voiceOf(message),
    // A patient's own name is never shown, so a stored message must not differ from the same one on its way.
    sender: message.sender === "patient" ? null : message.sender_name,
    seq: message.seq,
    element: element?.type === "lesson" || element?.type === "help" || element?.type === "support" ? element : null,
    delivery: null,
    reason: "",
  };
}

function fromPending(pending: Pending, connected: boolean): Entry {
  return {
    key: pending.clientId,
    text: pending.text,
    at: new Date(pending.createdAt),
    voice: "patient",
    sender: null,
    seq: Infinity,
    element: null,
    delivery: pending.state === "failed" ? "failed" : connected ? "sending" : "waiting",
    reason: pending.reason ?? "",
  };
}

function nameOf(entry: Entry, strings: Strings): string {
  switch (entry.voice) {
    case "patient":
      return strings.you;
    case "bot":
      return strings.assistant;
    case "therapist":
      return strings.yourTherapist(entry.sender);
    case "safety":
      return strings.safetyNotice;
    case "notice":
      return strings.notice;
  }
}

/** Who is with the patient, a program, nobody yet or a person by name, and whether and by when a person was asked to read. */
export function presence({ conversation }: Snapshot, strings: Strings, lang: string, now: Date): string {
  if (conversation?.owner === "therapist") return strings.withTherapist(conversation.owner_name);
  const back = awayUntil(conversation?.team, now);
  const waiting = conversation?.case;
  const alone = back && !conversation?.team?.on_call && !waiting?.claimed;
  const asked = waiting && askedWords(waiting, strings, lang, now) + (alone ? `. ${strings.awayShort}` : "");
  if (conversation?.owner === "queue") return asked ?? strings.withQueue;
  const bot = conversation?.bot_ready === false ? strings.botStarting : strings.withBot;
  const more = asked ?? (back && strings.away(byWords(back, strings, lang, now)));
  return more ? `${bot.replace(/\.$/, "")}. ${more}` : bot;
}

function byWords(moment: Date, strings: Strings, lang: string, now: Date): string {
  const time = new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit" }).format(moment);
  const days = daysBetween(now, moment);
  return days === 0 ? time : days === 1 ? strings.tomorrowAt(time) : strings.dayAt(time, new Intl.DateTimeFormat(lang, { weekday: "long" }).format(moment));
}

function askedWords(own: OwnCase, strings: Strings, lang: string, now: Date): string {
  if (own.claimed) return strings.takenUp;
  if (own.read_at) return strings.readOnly;
  const by = byWords(new Date(own.due_at), strings, lang, now);
  return own.overdue ? strings.askedLate(by) : strings.asked(by);
}

const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
/** Whole days by the calendar, not by the clock. */
const daysBetween = (from: Date, to: Date): number => Math.round((midnight(to) - midnight(from)) / 86_400_000);

function dayLabel(at: Date, now: Date, strings: Strings, lang: string): string {
  const days = daysBetween(at, now);
  if (days === 0) return strings.today;
  if (days === 1) return strings.yesterday;
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", ...year }).format(at);
}
