/** What the gateway says of exercises and sheets; see docs/api.md. */

export interface Entry {
  id: string;
  title: string;
  about: string;
  kind: "breathing" | "relaxation" | "sheet";
  many: boolean;
  begun: boolean;
}

export interface Breathing {
  kind: "breathing";
  id: string;
  title: string;
  about: string;
  minutes: number[];
  breath: { say: string; seconds: number; move: "in" | "hold" | "out" }[];
  begin: string;
  end: string;
  care: string;
}

export interface Relaxation {
  kind: "relaxation";
  id: string;
  title: string;
  about: string;
  begin: string;
  parts: { name: string; tense: string; release: string; seconds: number }[];
  skip: string;
  end: string;
  care: string;
}

export interface Field {
  name: string;
  kind: "text" | "long" | "scale" | "choice" | "choices" | "minutes" | "count" | "time" | "day" | "list" | "area";
  label: string;
  ask: string;
  hint: string;
  example: string;
  optional: boolean;
  low: number;
  high: number;
  low_label: string;
  high_label: string;
  options: string[];
  most: number;
}

export interface Form {
  kind: "sheet";
  id: string;
  title: string;
  about: string;
  many: boolean;
  begin: string;
  fields: Field[];
  saved: string;
  care: string;
}

export type Content = Breathing | Relaxation | Form;
export type Value = string | number | string[];
export type Values = Record<string, Value>;

export interface Timing {
  work: number;
  rest: number;
  rounds: number;
}

export interface Worked {
  told: string[];
  timer: Timing | null;
  asks: boolean;
}

export interface Kept {
  id: string;
  exercise: string;
  values: Values;
  lines: { label: string; value: string }[];
  /** ISO 8601 with zone. */
  changed_at: string;
  worked: Worked | null;
}

export interface Shown {
  exercise: Content;
  areas: Record<string, string>;
  sheets: Kept[];
  worked: Worked | null;
  ask_first: { say: string[]; choices: { title: string; feedback: string; clears: boolean }[] } | null;
}

export interface Saved {
  sheet: Kept;
  saved: string;
}
