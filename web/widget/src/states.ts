import type { Strings } from "./strings";
import type { Conversation, Message, ReadMark, Team } from "./types";

/** What became of a patient's message after it was saved, in words that stand beside it. */
export interface Fate {
  read: boolean;
  words: string;
}

type Clock = (at: Date) => string;

/** A moment as people say it beside a message: the time alone today, else with its day. */
export function clockOf(lang: string, now: Date): Clock {
  const time = { hour: "numeric", minute: "2-digit" } as const;
  const today = new Intl.DateTimeFormat(lang, time);
  const other = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "short", ...time });
  return (at) => (at.toDateString() === now.toDateString() ? today : other).format(at);
}

/** The messages whose fate is worth a word: the last one, and the last one that was read. Nothing is said that is not so. */
export function fates(messages: readonly Message[], conversation: Conversation | null, strings: Strings, say: Clock): Map<number, Fate> {
  const own = messages.filter((message) => message.sender === "patient").map((message) => message.seq);
  const found = new Map<number, Fate>();
  const last = own.at(-1);
  if (last === undefined) return found;
  const waiting = conversation?.case;
  const asked = waiting && !waiting.claimed && !waiting.overdue && conversation.owner !== "therapist";
  found.set(last, { read: false, words: asked ? strings.savedAsked(say(new Date(waiting.due_at))) : strings.saved });
  const marks = conversation?.reads ?? [];
  const read = own.findLast((seq) => firstReading(marks, seq));
  const mark = read && firstReading(marks, read);
  if (read && mark) found.set(read, { read: true, words: strings.readBy(mark.role, say(new Date(mark.at))) });
  return found;
}

/** Who was first to be shown a message. */
function firstReading(marks: ReadMark[], seq: number): ReadMark | undefined {
  return marks.filter((mark) => mark.first <= seq && seq <= mark.through).sort((one, other) => (one.at < other.at ? -1 : 1))[0];
}

/** When the team is back; null while it is there, or where that is not known. */
export function awayUntil(team: Team | null | undefined, now: Date): Date | null {
  if (!team || team.here || !team.until) return null;
  const until = new Date(team.until);
  return until > now ? until : null;
}
