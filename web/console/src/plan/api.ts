/** Safety plans, as the gateway's API has them. */
import { client } from '../api/client';

export interface PlanPart {
  /** An entry a line; empty where somebody took it out again. */
  text: string;
  /** The version of the plan that changed it last. */
  version: number;
  at: string;
  author_name: string;
  author_role: string;
}

export interface PlanChange {
  version: number;
  at: string;
  author_name: string;
  author_role: string;
  steps: string[];
}

/** `version` 0: nothing was ever written. */
export interface Plan {
  version: number;
  parts: Record<string, PlanPart | undefined>;
  changes: PlanChange[];
}

export interface StepWords {
  step: string;
  title: string;
  ask: string;
  hint: string;
}

const plan = (answer: { plan: Plan }) => answer.plan;

export const plans = {
  steps: (signal?: AbortSignal) =>
    client.get<{ plan: { steps: StepWords[] } }>('/patient/self-help', signal).then((answer) => answer.plan.steps),
  ofPatient: (id: string, signal?: AbortSignal) => client.get<{ plan: Plan }>(`/staff/patients/${id}/plan`, signal).then(plan),
  save: (id: string, base: number, parts: Record<string, string>) =>
    client.post<{ plan: Plan }>(`/staff/patients/${id}/plan`, { base_version: base, parts }).then(plan),
  /** That it was read is recorded. */
  read: (id: string, signal?: AbortSignal) => client.get<{ plan: Plan }>(`/supervisor/patients/${id}/plan`, signal).then(plan),
};
