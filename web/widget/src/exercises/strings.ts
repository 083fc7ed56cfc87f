/** The words of the second file that are no content. A language is one more object of this shape. */
export interface Words {
  loading: string;
  missing: string;
  begun: string;
  all: string;
  take: string;
  takeText: string;
  takeData: string;

  minutes: (count: number) => string;
  howLong: string;
  start: string;
  pause: string;
  goOn: string;
  stop: string;
  again: string;
  left: (time: string) => string;
  paused: string;
  didIt: string;
  please: string;

  getReady: string;
  tense: string;
  release: string;
  part: (part: number, parts: number) => string;

  newOne: string;
  draft: string;
  change: string;
  takeAway: string;
  takeAwaySure: string;
  takeAwayYes: string;
  keepIt: string;
  takenAway: string;
  past: string;
  nothingYet: string;
  optional: string;
  example: (words: string) => string;
  chooseSome: string;
  line: (place: number) => string;
  addLine: string;
  removeLine: (place: number) => string;
  less: (label: string) => string;
  more: (label: string) => string;
  room: (left: number) => string;
  save: string;
  saving: string;
  discard: string;
  keptHere: string;
  waiting: string;
  changeWaiting: string;
  errors: (count: number) => string;
  needed: string;
  number: (low: number, high: number) => string;
  refused: string;

  worked: string;
  timer: string;
  work: string;
  rest: string;
  workNow: (round: number, rounds: number) => string;
  restNow: string;
  timerDone: string;
  timerNote: string;
  workFor: string;
  restFor: string;
  rounds: string;
  openAlways: string;
}

const en: Words = {
  loading: "One moment…",
  missing: "This could not be loaded, because there is no connection. It is here when the line is back.",
  begun: "You have begun this",
  all: "All exercises",
  take: "Take everything you have written with you:",
  takeText: "As text",
  takeData: "As data (JSON)",

  minutes: (count) => (count === 1 ? "1 minute" : `${count} minutes`),
  howLong: "How long?",
  start: "Start",
  pause: "Pause",
  goOn: "Go on",
  stop: "Stop",
  again: "Once more",
  left: (time) => `${time} left`,
  paused: "Paused. Take your time.",
  didIt: "I’ve done the exercise",
  please: "Please note",

  getReady: "Get ready",
  tense: "Tense, lightly",
  release: "Let go",
  part: (part, parts) => `Part ${part} of ${parts}`,

  newOne: "Fill in a new one",
  draft: "Go on with what you began",
  change: "Change it",
  takeAway: "Take away",
  takeAwaySure: "Take this sheet away? The message with its words stays in your conversation.",
  takeAwayYes: "Yes, take it away",
  keepIt: "Keep it",
  takenAway: "Taken away.",
  past: "What you have kept",
  nothingYet: "Nothing is kept here yet.",
  optional: "can be left out",
  example: (words) => `For example: ${words}`,
  chooseSome: "You can choose more than one.",
  line: (place) => `Line ${place}`,
  addLine: "One more line",
  removeLine: (place) => `Remove line ${place}`,
  less: (label) => `Less: ${label}`,
  more: (label) => `More: ${label}`,
  room: (left) => `Room for ${left} more characters`,
  save: "Keep this",
  saving: "Keeping it…",
  discard: "Throw away what I wrote",
  keptHere: "What you write is kept on this device until you keep it. Then your therapist can read it.",
  waiting: "Not sent yet, because there is no connection. It is kept on this device and sent when the line is back. Nobody can see it until then.",
  changeWaiting: "Change it before it is sent",
  errors: (count) => (count === 1 ? "One thing is missing or can’t be kept as it is." : `${count} things are missing or can’t be kept as they are.`),
  needed: "Please fill this in. A few words or a guess are enough.",
  number: (low, high) => `Please give a whole number from ${low} to ${high}.`,
  refused: "This could not be kept.",

  worked: "What comes out of it",
  timer: "Open the timer",
  work: "Do it",
  rest: "Break",
  workNow: (round, rounds) => `Do it: ${round} of ${rounds}`,
  restNow: "Break. Stop now, also if it goes well.",
  timerDone: "That’s all for now. Well stopped.",
  timerNote: "Keep this page open and in sight: it makes no sound and cannot call you when the screen is off.",
  workFor: "Minutes of doing",
  restFor: "Minutes of break",
  rounds: "How often",
  openAlways: "You can stop at any time.",
};

const languages: Record<string, Words> = { en };

/** The words for a language tag ("en-GB" finds "en"); English where there are none yet. */
export function wordsFor(tag: string): Words {
  return languages[tag.toLowerCase().split("-")[0] ?? ""] ?? en;
}
