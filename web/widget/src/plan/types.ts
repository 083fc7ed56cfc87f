/** What the gateway says of safety plans and grounding; see docs/api.md. */

export interface PlanPart {
  /** An entry a line; empty where somebody took it out again. */
  text: string;
  /** The version of the plan that changed it last. */
  version: number;
  /** ISO 8601 with zone. */
  at: string;
  author_name: string;
  author_role: string;
}

export interface Plan {
  version: number;
  parts: Record<string, PlanPart | undefined>;
}

/** The answer of the gateway; ``about_now``: what was just saved reads as danger now, and the patient is to be asked. */
export interface PlanAnswer {
  plan: Plan;
  about_now?: boolean;
}

export interface StepWords {
  step: string;
  title: string;
  ask: string;
  hint: string;
  examples: string[];
}

export interface Exercise {
  id: string;
  title: string;
  about: string;
  say: string[];
  /** Seconds, and how often. */
  breath: { in: number; out: number; rounds: number; in_words: string; out_words: string; note: string } | null;
}

/** What the panel says; ``{name}`` stands for what ``fill`` puts there. */
export type PanelWords = Record<
  | "begin"
  | "change"
  | "change_step"
  | "not_yet"
  | "step"
  | "lines"
  | "examples"
  | "back"
  | "next"
  | "skip"
  | "done"
  | "overview"
  | "stop"
  | "again"
  | "finish"
  | "saved"
  | "saving"
  | "offline"
  | "unsent"
  | "logged_out"
  | "forget"
  | "last"
  | "you"
  | "crossed"
  | "theirs"
  | "keep_mine"
  | "take_theirs"
  | "keep_both"
  | "choose"
  | "now"
  | "now_tell"
  | "now_message",
  string
>;

/** The clinic's words, the same for everybody. */
export interface SelfHelp {
  plan: { title: string; intro: string; begin: string; not_read: string; steps: StepWords[]; words: PanelWords };
  grounding: { title: string; intro: string; end: string; exercises: Exercise[] };
}

export interface SupportElement {
  type: "support";
  open_plan: string;
  make_plan: string;
  ground: string;
}

export const fill = (words: string, values: Record<string, string | number>): string => words.replace(/{(\w+)}/g, (_, name: string) => String(values[name]));

/** Whether this is what the panel can show: a copy from another time may not be. */
export const isSelfHelp = (found: unknown): found is SelfHelp => Boolean((found as Partial<SelfHelp> | null)?.plan?.words && (found as Partial<SelfHelp>).grounding);
