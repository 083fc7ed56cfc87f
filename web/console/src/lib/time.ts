/** Clocks and dates, in words. */
import { strings } from '../strings';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface TimeLeft {
  /** `over`: the clock has run out; `soon`: under ten minutes. */
  level: 'over' | 'soon' | 'ok';
  text: string;
}

/** Says how long is left until `due` at `now` (both milliseconds since 1970), or by how much it is overdue. */
export function timeLeft(due: number, now: number): TimeLeft {
  const left = due - now;
  if (left <= 0) return { level: 'over', text: strings.time.overdue(duration(-left)) };
  if (left < 10 * MINUTE) {
    const seconds = Math.ceil(left / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    return { level: 'soon', text: strings.time.left(clock) };
  }
  return { level: 'ok', text: strings.time.left(duration(left)) };
}

/** A length of time in its two largest useful units: "45 s", "12 min", "3 h 10 min", "2 d 4 h". */
export function duration(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.max(0, Math.floor(milliseconds / 1000))} s`;
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  if (milliseconds < DAY) return two(milliseconds, HOUR, 'h', MINUTE, 'min');
  return two(milliseconds, DAY, 'd', HOUR, 'h');
}

function two(value: number, large: number, largeName: string, small: number, smallName: string): string {
  const first = Math.floor(value / large);
  const second = Math.floor((value % large) / small);
  return second ? `${first} ${largeName} ${second} ${smallName}` : `${first} ${largeName}`;
}

export function ago(then: number, now: number): string {
  const passed = now - then;
  if (passed < MINUTE) return strings.time.justNow;
  return strings.time.ago(duration(passed < HOUR ? passed : Math.floor(passed / HOUR) * HOUR));
}

const timeOfDay = new Intl.DateTimeFormat(strings.locale, { hour: '2-digit', minute: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(strings.locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const fullDate = new Intl.DateTimeFormat(strings.locale, { dateStyle: 'full', timeStyle: 'medium' });
const longDay = new Intl.DateTimeFormat(strings.locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(strings.locale, { weekday: 'short', day: 'numeric', month: 'short' });

export function clockTime(iso: string): string {
  return timeOfDay.format(new Date(iso));
}

export function dateTime(iso: string): string {
  return dayAndTime.format(new Date(iso));
}

export function exactTime(iso: string): string {
  return fullDate.format(new Date(iso));
}

/** "Today", "Yesterday", or the date. */
export function dayName(iso: string, now: number): string {
  const day = new Date(iso).toDateString();
  if (day === new Date(now).toDateString()) return strings.time.today;
  if (day === new Date(now - DAY).toDateString()) return strings.time.yesterday;
  return longDay.format(new Date(iso));
}

/** A local date such as 2026-11-23 without a time: never shifted by the reader's zone. */
export function plainDay(day: string): string {
  return shortDay.format(new Date(`${day}T12:00:00`));
}
