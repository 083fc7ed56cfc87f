import type { SupportElement } from "./plan/types";

/** What the gateway's API speaks. Names and shapes follow its OpenAPI document. */

export interface Me {
  id: string;
  role: "patient" | "therapist" | "supervisor" | "administrator";
  display_name: string;
  permissions: string[];
  csrf: string;
  demo: boolean;
}

export type Owner = "bot" | "queue" | "therapist";
export type Sender = "patient" | "bot" | "therapist" | "system";

export interface Button {
  title: string;
  payload: string;
}

export interface SliderElement {
  type: "slider";
  name: string;
  min: number;
  max: number;
  step: number;
  low_label: string;
  high_label: string;
  /** What is sent, with ``{value}`` in it; ``{value}`` alone when missing. */
  text_template?: string;
}

export interface ChoicesElement {
  type: "choices";
  name: string;
  options: { title: string; payload: string; icon?: string }[];
}

export interface LessonElement {
  type: "lesson";
  title: string;
  step: number;
  steps: number;
  /** 0 to 1. */
  progress: number;
}

export interface HelpLine {
  name: string;
  detail?: string | null;
  phone?: string | null;
  sms?: string | null;
  url?: string | null;
  hours?: string | null;
  checked_on?: string | null;
}

/** While nobody from the team is there; not so any more from ``until`` on. */
export interface HelpAway {
  text: string;
  until: string;
}

export interface HelpCard {
  title: string;
  intro: string;
  emergency: { title: string; text: string };
  lines: HelpLine[];
  not_emergency_service: string;
  away?: HelpAway | null;
}

export interface HelpElement {
  type: "help";
  card: HelpCard;
}

export type Element = SliderElement | ChoicesElement | LessonElement | HelpElement | SupportElement;

export interface Content {
  buttons?: Button[];
  element?: Element;
  kind?: "safety" | "owner" | "delay" | "welcome";
}

export interface Message {
  id: string;
  /** 1, 2, 3... within the conversation; also the id of its server-sent event. */
  seq: number;
  sender: Sender;
  sender_name: string | null;
  text: string;
  content: Content;
  client_id: string | null;
  in_reply_to: string | null;
  /** ISO 8601 with zone. */
  created_at: string;
}

/** That a person was asked to read the conversation; apart from who may speak in it. */
export interface OwnCase {
  /** ISO 8601: when a person should have read it. */
  due_at: string;
  /** Somebody has taken it up. */
  claimed: boolean;
  /** ISO 8601: when somebody was shown it, though nobody has answered or taken it up. */
  read_at?: string | null;
  /** Nobody has, though it is due. */
  overdue: boolean;
}

/** Whether somebody from the team is there, and until when that stays so. */
export interface Team {
  here: boolean;
  until: string | null;
  /** Somebody looks at what is urgent all the same. */
  on_call: boolean;
}

/** That a person was shown the patient's messages from one number to another. */
export interface ReadMark {
  role: Me["role"];
  first: number;
  through: number;
  at: string;
}

export interface Conversation {
  id: string;
  owner: Owner;
  owner_name: string | null;
  epoch: number;
  bot_ready: boolean;
  last_seq: number;
  case: OwnCase | null;
  /** Missing or null where the clinic set no hours. */
  team?: Team | null;
  /** The newest, highest numbers first. */
  reads?: ReadMark[];
}

export interface Page {
  conversation: Conversation;
  /** Ascending by ``seq``. */
  messages: Message[];
  /** Whether the asked-for direction has more (older ones when no ``after`` was given). */
  has_more: boolean;
}

/** The ``state`` event of the stream: who may speak now, whether somebody is writing, whether a person was asked to read. */
export interface LiveState {
  owner: Owner;
  owner_name: string | null;
  bot_ready: boolean;
  typing: boolean;
  case: OwnCase | null;
  team?: Team | null;
  reads?: ReadMark[];
}
