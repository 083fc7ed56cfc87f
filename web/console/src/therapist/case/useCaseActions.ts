import { useMutation, useQueryClient } from '@tanstack/react-query';
import { cases } from '../../api/endpoints';
import type { Case, Outcome } from '../../api/types';
import { toast } from '../../lib/toasts';
import { strings } from '../../strings';
import { caseKey } from '../desk';
import { claimProblem, useClaim } from '../queue/useClaim';

const words = strings.case;

/** Everything that can be done to a case; each refreshes what is shown, and says how it went. */
export function useCaseActions(id: string, onChanged: () => void) {
  const cache = useQueryClient();
  const settled = () => {
    void cache.invalidateQueries({ queryKey: ['cases'] });
    void cache.invalidateQueries({ queryKey: caseKey(id) });
    onChanged();
  };
  const simple = (said: string) => ({
    onSuccess: () => toast('good', said),
    onError: (error: unknown) => toast('bad', claimProblem(error)),
    onSettled: settled,
  });
  const claim = useClaim();
  const takeOver = useMutation({ mutationFn: (item: Case) => cases.takeOver(item.id), ...simple(words.tookOver) });
  const handBack = useMutation({ mutationFn: () => cases.handBack(id), ...simple(words.handedBack) });
  const release = useMutation({ mutationFn: () => cases.release(id, ''), ...simple(words.released) });
  const resolve = useMutation({
    mutationFn: ({ outcome, note }: { outcome: Outcome; note: string }) => cases.resolve(id, outcome, note),
    onSuccess: () => toast('good', words.resolved),
    onSettled: settled,
  });
  return { claim, takeOver, handBack, release, resolve };
}

export type CaseActions = ReturnType<typeof useCaseActions>;
