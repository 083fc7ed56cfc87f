import { planEn, type PlanStrings } from "./plan/strings";

/** Every word of the widget that does not come from the server. A language is one more object of this shape. */
export interface Strings {
  heading: string;
  launcher: string;
  launcherUnread: (count: number) => string;
  close: string;
  back: string;
  helpNow: string;
  about: string;
  aboutAndOut: string;
  demo: string;
  demoShort: string;

  helpFallbackTitle: string;
  helpFallbackIntro: string;
  helpFallbackEmergencyTitle: string;
  helpFallbackEmergency: string;
  helpFallbackNot: string;
  call: (number: string) => string;
  text: (number: string) => string;
  website: string;
  checkedOn: (date: string) => string;

  connecting: string;
  connectingLong: string;

  loginTitle: string;
  loginIntro: string;
  loginFacts: string[];
  codeLabel: string;
  codeHint: string;
  start: string;
  starting: string;
  loginExpired: string;
  errorEmptyCode: string;
  errorCode: string;
  errorTooMany: (seconds: number) => string;
  errorServer: string;
  errorLine: string;

  withBot: string;
  withQueue: string;
  asked: (by: string) => string;
  askedLate: (by: string) => string;
  takenUp: string;
  readOnly: string;
  away: (until: string) => string;
  awayShort: string;
  tomorrowAt: (time: string) => string;
  dayAt: (time: string, day: string) => string;
  noLine: string;
  withTherapist: (name: string | null) => string;
  botStarting: string;
  assistant: string;
  yourTherapist: (name: string | null) => string;
  notice: string;
  safetyNotice: string;
  you: string;

  conversation: string;
  messages: string;
  today: string;
  yesterday: string;
  newMessages: string;
  older: string;
  olderLoading: string;
  beginning: string;
  toNewest: string;
  toNewestUnread: (count: number) => string;
  typingBot: string;
  typingPerson: (name: string | null) => string;
  firstWords: string;
  openHelp: string;

  answers: string;
  chooseNumber: string;
  noNumber: string;
  sliderValue: (value: number, max: number, low: string, high: string) => string;
  less: string;
  more: string;
  sendNumber: (value: number) => string;
  orType: string;
  lessonStep: (step: number, steps: number) => string;

  composerLabel: string;
  composerPlaceholder: string;
  composerHint: string;
  send: string;
  tooLong: (over: number) => string;
  nearLimit: (left: number) => string;

  sending: string;
  waiting: string;
  saved: string;
  savedAsked: (by: string) => string;
  readBy: (role: string, at: string) => string;
  failed: string;
  tryAgain: string;
  takeBack: string;

  offline: string;
  offlineUnsent: (count: number) => string;
  offlineEmergency: string;
  online: string;

  aboutTitle: string;
  aboutText: string[];
  loggedInAs: (name: string) => string;
  logout: string;
  logoutUnsent: (count: number) => string;
  logoutAnyway: string;
  logoutFailed: string;
  stay: string;
  plan: PlanStrings;
}

const people = (name: string | null, otherwise: string): string => name ?? otherwise;

const en: Strings = {
  heading: "Handrail",
  launcher: "Open the chat",
  launcherUnread: (count) => (count === 1 ? "Open the chat, 1 new message" : `Open the chat, ${count} new messages`),
  close: "Close",
  back: "Back to the chat",
  helpNow: "Help now",
  about: "About this chat",
  aboutAndOut: "About this chat and your login",
  demo: "A demonstration: please share nothing real.",
  demoShort: "Demo",

  helpFallbackTitle: "Help now",
  helpFallbackIntro: "The phone numbers could not be loaded. You need not wait for them.",
  helpFallbackEmergencyTitle: "If your life or safety is in danger",
  helpFallbackEmergency: "Call your local emergency number now, or go to the nearest emergency department. Ask somebody to stay with you.",
  helpFallbackNot: "Handrail is not an emergency service. Messages here are not read at once.",
  call: (number) => `Call ${number}`,
  text: (number) => `Text ${number}`,
  website: "Website",
  checkedOn: (date) => `Checked on ${date}`,

  connecting: "One moment, connecting…",
  connectingLong: "We cannot reach Handrail. We keep trying. “Help now” still works.",

  loginTitle: "Good to see you",
  loginIntro: "A place to check in between your sessions, at your own pace.",
  loginFacts: [
    "You chat with a program, not a person.",
    "Your therapist and their team can read what you write.",
    "It is not an emergency service. In a crisis, use “Help now” above.",
  ],
  codeLabel: "Your invitation code",
  codeHint: "Your therapist or their team gave it to you.",
  start: "Start",
  starting: "One moment…",
  loginExpired: "You have been logged out. What is not sent yet is kept on this device. Enter a code to go on.",
  errorEmptyCode: "Please enter your invitation code.",
  errorCode: "This code did not work. Check it, or ask your therapist’s team for a new one: it may be old or used.",
  errorTooMany: (seconds) => `That was a lot of tries. Please wait ${Math.ceil(seconds / 60) || 5} min and try again.`,
  errorServer: "Something went wrong. Please try again.",
  errorLine: "No connection. Check it and try again.",

  withBot: "With the assistant, a program",
  withQueue: "A person was asked to read this chat",
  asked: (by) => `A person was asked to read this chat by ${by}`,
  askedLate: (by) => `A person should have read this chat by ${by}. Nobody has yet, sorry`,
  takenUp: "A person from the team is looking into this",
  readOnly: "A person has read this chat. No answer yet",
  away: (until) => `The team is away until ${until}`,
  awayShort: "The team is away now",
  tomorrowAt: (time) => `${time} tomorrow`,
  dayAt: (time, day) => `${time} on ${day}`,
  noLine: "No connection",
  withTherapist: (name) => `${people(name, "Your therapist")}${name ? ", your therapist," : ""} is here`,
  botStarting: "The assistant is starting up. You can write already.",
  assistant: "Handrail assistant · a program",
  yourTherapist: (name) => (name ? `${name} · your therapist` : "Your therapist"),
  notice: "Handrail · notice",
  safetyNotice: "Handrail · for your safety",
  you: "You",

  conversation: "Conversation",
  messages: "Messages",
  today: "Today",
  yesterday: "Yesterday",
  newMessages: "New since you were here",
  older: "Show earlier messages",
  olderLoading: "Loading earlier messages…",
  beginning: "Your conversation begins here.",
  toNewest: "More below",
  toNewestUnread: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  typingBot: "The assistant is writing",
  typingPerson: (name) => `${people(name, "Your therapist")} is writing`,
  firstWords: "The assistant says hello in a moment.",
  openHelp: "See who can help now",

  answers: "Answers you can choose",
  chooseNumber: "Choose a number first",
  noNumber: "No number chosen yet",
  sliderValue: (value, max, low, high) => `${value} of ${max}, where ${low} to ${high}`,
  less: "One less",
  more: "One more",
  sendNumber: (value) => `Send ${value}`,
  orType: "You can also type your answer below, in your own words.",
  lessonStep: (step, steps) => `Step ${step} of ${steps}`,

  composerLabel: "Your message",
  composerPlaceholder: "Write a message…",
  composerHint: "Enter sends, Shift and Enter begins a new line.",
  send: "Send",
  tooLong: (over) => `This is ${over} characters too long for one message. You can send it in two parts.`,
  nearLimit: (left) => `Room for ${left} more characters`,

  sending: "Sending…",
  waiting: "Not sent yet, kept on this device",
  saved: "Saved",
  savedAsked: (by) => `Saved. A person is asked to read it by ${by}`,
  readBy: (role, at) => `Read by a ${role} at ${at}`,
  failed: "Not sent.",
  tryAgain: "Try again",
  takeBack: "Edit",

  offline: "Connection lost. Nobody can see what you write until it is back. It is kept on this device and sent then.",
  offlineUnsent: (count) =>
    `Connection lost. Nobody can see ${count === 1 ? "your message" : `your last ${count} messages`} until it is back. Kept on this device and sent then.`,
  offlineEmergency: "If you or someone else is in danger now, call your local emergency number. Do not wait for this chat.",
  online: "Connected again.",

  aboutTitle: "About this chat",
  aboutText: [
    "Handrail’s assistant is a program. It asks how you are and offers short lessons on living with pain. It can be wrong, and knows you less than your therapist does.",
    "Everything here is saved. Your therapist and the people who check the quality of care can read it.",
    "When a message sounds worrying, a person is asked to look. That can take time: this is no emergency service.",
  ],
  loggedInAs: (name) => `You are logged in as ${name}.`,
  logout: "Log out",
  logoutUnsent: (count) => `Not sent yet: ${count === 1 ? "one message" : `${count} messages`}. Logging out deletes what is on this device.`,
  logoutAnyway: "Delete and log out",
  logoutFailed: "No connection, so you are still logged in. Please try again.",
  stay: "Stay",
  plan: planEn,
};

const languages: Record<string, Strings> = { en };

/** The words for a language tag ("en-GB" finds "en"); English where there are none yet. */
export function stringsFor(tag: string): Strings {
  return languages[tag.toLowerCase()] ?? languages[tag.toLowerCase().split("-")[0] ?? ""] ?? en;
}
