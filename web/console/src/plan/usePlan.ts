import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { ApiError } from '../api/client';
import { drafts } from '../lib/storage';
import { toast } from '../lib/toasts';
import { planWords as words } from './words';
import { plans, type Plan, type PlanPart } from './api';

/** What was written at a step and not saved, and the version of the plan that was on the screen then. */
interface Edit {
  text: string;
  base: number;
}
type Edits = Record<string, Edit>;

/** Milliseconds between two looks at what the patient changes, while the plan is open. */
const LOOK = 5_000;
/** The same while only the line about it is on the screen. */
const GLANCE = 30_000;

export const planKey = (patientId: string) => ['plan', patientId];

export const useSteps = () => useQuery({ queryKey: ['plan-steps'], queryFn: ({ signal }) => plans.steps(signal), staleTime: Infinity });

/** What somebody else wrote at this step while it was changed here; null when there is nothing to choose. */
export function crossed(plan: Plan, step: string, edits: Edits): PlanPart | null {
  const edit = edits[step];
  const part = plan.parts[step];
  return edit && part && part.version > edit.base && part.text !== edit.text.trim() ? part : null;
}

/** A patient's plan to write in. What is not saved survives a reload and a change of page, in this window only. */
export function usePlan(patientId: string, me: string, open: boolean) {
  const cache = useQueryClient();
  const query = useQuery({
    queryKey: planKey(patientId), queryFn: ({ signal }) => plans.ofPatient(patientId, signal), refetchInterval: open ? LOOK : GLANCE,
  });
  const key = `draft.plan.${me}.${patientId}`;
  const [edits, setEdits] = useState<Edits>(() => read(key));
  const keep = useCallback(
    (next: Edits) => {
      setEdits(next);
      drafts.write(key, Object.keys(next).length > 0 ? JSON.stringify(next) : null);
    },
    [key],
  );
  const plan = query.data;
  const write = (step: string, text: string, base?: number) => {
    if (!plan) return;
    const same = text.trim() === (plan.parts[step]?.text ?? '');
    const others = Object.fromEntries(Object.entries(edits).filter(([other]) => other !== step));
    keep(same ? others : { ...others, [step]: { text, base: base ?? edits[step]?.base ?? plan.version } });
  };
  const waiting = plan ? Object.entries(edits).filter(([step, edit]) => edit.text.trim() !== (plan.parts[step]?.text ?? '')) : [];
  const due = plan ? waiting.filter(([step]) => !crossed(plan, step, edits)) : [];
  const save = useMutation({
    mutationFn: ({ base, parts }: { base: number; parts: Record<string, string> }) => plans.save(patientId, base, parts),
    onSuccess: (saved, { parts }) => {
      cache.setQueryData(planKey(patientId), saved);
      // What was typed on while it was being saved is a change of what was saved.
      keep(
        Object.fromEntries(
          Object.entries(edits)
            .filter(([step, edit]) => parts[step] !== edit.text)
            .map(([step, edit]) => [step, step in parts ? { ...edit, base: saved.version } : edit]),
        ),
      );
      toast('good', words.saved);
    },
    // Somebody was faster: with their text here, both stand beside each other.
    onError: (error) => (error instanceof ApiError && error.status === 409 ? void query.refetch() : undefined),
  });
  return {
    query,
    edits,
    /** How many steps are changed here and not saved, those included that wait for a choice. */
    unsaved: waiting.length,
    text: (step: string) => edits[step]?.text ?? plan?.parts[step]?.text ?? '',
    write,
    discard: () => keep({}),
    canSave: due.length > 0,
    save: () => plan && save.mutate({ base: plan.version, parts: Object.fromEntries(due.map(([step, edit]) => [step, edit.text])) }),
    saving: save.isPending,
    error: save.error instanceof ApiError && save.error.status === 409 ? null : save.error,
  };
}

function read(key: string): Edits {
  try {
    return JSON.parse(drafts.read(key) ?? '{}') as Edits;
  } catch {
    return {};
  }
}
