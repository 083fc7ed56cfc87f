/** What the gateway's HTTP API says, by hand from its contract. Times are ISO 8601 with a zone. */
import type { Ladder } from '../alarms/types';

export type Role = 'patient' | 'therapist' | 'supervisor' | 'administrator';
export type Sender = 'patient' | 'bot' | 'therapist' | 'system';
export type Owner = 'bot' | 'queue' | 'therapist';
export type Tier = 'none' | 'low' | 'moderate' | 'high' | 'emergency';
export type Category =
  | 'suicide' | 'self_harm' | 'harm_to_others' | 'abuse' | 'psychosis' | 'medicine'
  | 'red_flag' | 'distress' | 'wants_human' | 'unscreened' | 'unanswered' | 'measure';
export type CaseStatus = 'open' | 'claimed' | 'resolved';
export type OpenedBy = 'action' | 'safety_net' | 'reconciliation';
export type Outcome =
  | 'supported_in_chat' | 'called_patient' | 'referred_emergency' | 'referred_other'
  | 'safety_plan_made' | 'false_alarm' | 'no_contact';

export interface Me {
  id: string;
  role: Role;
  display_name: string;
  permissions: string[];
  csrf: string;
  demo: boolean;
}

export interface Named {
  id: string;
  display_name: string;
}

export interface Button {
  title: string;
  payload: string;
}

export type Element =
  | { type: 'slider'; name: string; min: number; max: number; step: number; low_label: string; high_label: string }
  | { type: 'choices'; name: string; options: (Button & { icon?: string })[] }
  | { type: 'lesson'; title: string; step: number; steps: number; progress: number }
  | { type: 'help'; card: unknown }
  | { type: 'support'; open_plan: string; make_plan: string; ground: string };

export interface MessageContent {
  buttons?: Button[];
  element?: Element;
  kind?: 'safety' | 'owner' | 'delay' | 'welcome';
}

export interface Message {
  id: string;
  /** 1, 2, 3... within the conversation, without a gap. */
  seq: number;
  sender: Sender;
  sender_name: string;
  text: string;
  content: MessageContent;
  client_id: string | null;
  in_reply_to: string | null;
  created_at: string;
}

/** `start` and `end` count Unicode code points, as Python does, not UTF-16 units. */
export interface Evidence {
  start: number;
  end: number;
  text: string;
  category: Category;
  tier: Tier;
  rule: string;
  why: string;
}

export interface Screening {
  tier: Tier;
  categories: Category[];
  evidence: Evidence[];
  version: string;
  state: 'done' | 'failed' | 'late';
  milliseconds: number;
  notes: string[];
  flagged: boolean;
}

export interface Understanding {
  intent: string;
  /** 0 to 1. */
  confidence: number;
  entities: { entity?: string; value?: unknown; [key: string]: unknown }[];
  actions: string[];
  model_id: string;
}

export interface Draft {
  text: string;
  reason: string;
  created_at: string;
}

export interface HistoryEntry {
  at: string;
  actor_name: string;
  actor_role: string;
  action: string;
  from_status: CaseStatus | null;
  to_status: CaseStatus;
  tier: Tier;
  note: string;
}

/** A message as staff see it; `drafts` come to supervisors only. */
export interface StaffMessage extends Message {
  screening: Screening | null;
  understanding: Understanding | null;
  drafts?: Draft[];
}

export interface CaseChange extends HistoryEntry {
  kind: 'case' | 'owner';
  case_id: string;
}

export interface Conversation {
  id: string;
  owner: Owner;
  owner_name: string | null;
  epoch: number;
  bot_ready: boolean;
  last_seq: number;
}

export interface ConversationState {
  epoch: number;
  owner: Owner;
  owner_name: string | null;
  bot_ready: boolean;
  typing: boolean;
}

export interface ConversationPage {
  conversation: Conversation;
  patient: Named;
  /** Their account is disabled: they cannot open the chat. */
  patient_disabled?: boolean;
  messages: StaffMessage[];
  /** To supervisors only: what happened to cases, and who became the owner, in the time of these messages. */
  changes?: CaseChange[];
  has_more: boolean;
}

export interface Case {
  id: string;
  conversation_id: string;
  patient: Named;
  status: CaseStatus;
  tier: Tier;
  categories: Category[];
  opened_by: OpenedBy;
  opened_at: string;
  due_at: string;
  overdue: boolean;
  claimed_by: Named | null;
  claim_expires_at: string | null;
  version: number;
  owner: Owner;
  epoch: number;
  outcome: Outcome | null;
  /** The message that weighs most. */
  trigger: { message_id: string; seq: number; text: string; evidence: Evidence[]; created_at: string } | null;
  message_count: number;
  ladder: Ladder;
}

export interface CheckIn {
  /** The patient's local date. */
  day: string;
  /** 0 (no pain) to 10; null where they skipped. */
  pain: number | null;
  /** 1 (very low) to 5 (very good). */
  mood: number | null;
  /** 1 (very badly) to 5 (very well). */
  sleep: number | null;
  activity: string | null;
}

/** A case as somebody reads it who takes no part in it. */
export interface ReviewedCase {
  case: Case;
  flagged: { message: Message; screening: Screening | null }[];
  history: HistoryEntry[];
}

export interface CaseDetail extends ReviewedCase {
  check_ins: CheckIn[];
}

export type Movement = 'better' | 'worse' | 'same' | 'unknown';

/** The change of a result since an earlier one; `points` above 0 is a heavier load. */
export interface Since {
  score: number;
  at: string;
  points: number;
  movement: Movement;
  reliable: boolean;
}

/** The line through the last `count` results, in points a week. */
export interface Trend {
  slope: number;
  rise: number;
  count: number;
  movement: Movement;
}

/** A finished questionnaire; `watched` marks the item whose answers above 0 are followed up. */
export interface Measure {
  id: string;
  measure: string;
  title: string;
  score: number;
  most: number;
  threshold: number | null;
  band: string;
  band_title: string;
  subscales: { name: string; title: string; score: number; threshold: number }[];
  items: { number: number; name: string; label: string; text: string; value: number; answer: string; watched: boolean }[];
  since_last: Since | null;
  since_first: Since | null;
  trend: Trend | null;
  created_at: string;
  changed_at: string | null;
}

export interface CaseloadPatient extends Named {
  conversation_id: string;
  last_message_at: string | null;
  last_check_in: CheckIn | null;
  owner: Owner;
  open_case: { id: string; tier: Tier } | null;
}

export interface Invitation {
  code: string;
  url: string;
  expires_at: string;
}

export interface SearchQuery {
  words?: string;
  flagged?: boolean;
  /** Only messages of which context made less than the rules found. */
  lowered?: boolean;
  tier?: Tier;
  category?: Category;
  limit?: number;
  cursor?: string;
}

export interface SearchResult {
  conversation_id: string;
  patient: Named;
  message: { id: string; seq: number; sender: Sender; created_at: string };
  snippet: { text: string; hit: boolean }[];
  tier: Tier | null;
  categories: Category[];
  /** What context lowered, and why. */
  notes: string[];
  reviewed: boolean;
}

export interface Review {
  id: string;
  message_id: string | null;
  rating: number;
  comment: string;
  reviewer_name: string;
  created_at: string;
}

export interface AuditEntry {
  seq: number;
  at: string;
  event: string;
  actor_name: string | null;
  actor_role: string;
  object_type: string;
  object_id: string;
  facts: Record<string, unknown>;
}

export interface AuditPage {
  entries: AuditEntry[];
  chain: { ok: boolean; length: number; head: string };
}

/** That a therapist guides a patient, by their ids. */
export interface Guidance {
  therapist_id: string;
  patient_id: string;
}

export interface Person extends Named {
  role: Role;
  login: string | null;
  created_at?: string;
  disabled_at: string | null;
  /** A patient's case that is not resolved. */
  open_case?: { tier: Tier; status: CaseStatus; opened_at: string } | null;
}
