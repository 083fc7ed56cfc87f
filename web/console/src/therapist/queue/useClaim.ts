import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/client';
import { cases } from '../../api/endpoints';
import type { Case } from '../../api/types';
import { toast } from '../../lib/toasts';
import { strings } from '../../strings';
import { describe } from '../../ui/States';
import { caseKey, useDesk } from '../desk';

/** Claims a case; of two who click, one wins and the other is told who. */
export function useClaim() {
  const cache = useQueryClient();
  const { acknowledge } = useDesk();
  return useMutation({
    mutationFn: (item: Case) => cases.claim(item.id, item.version),
    onSuccess: (_, item) => {
      acknowledge([item]);
      toast('good', strings.queue.claimed(item.patient.display_name));
    },
    onError: (error) => toast('bad', claimProblem(error)),
    onSettled: (_data, _error, item) => {
      void cache.invalidateQueries({ queryKey: ['cases'] });
      void cache.invalidateQueries({ queryKey: caseKey(item.id) });
    },
  });
}

/** "X was faster" when somebody was, otherwise what went wrong. */
export function claimProblem(error: unknown): string {
  if (error instanceof ApiError && error.code === 'already_claimed') return strings.queue.faster(nameIn(error.details.by));
  const { message, remedy } = describe(error);
  return `${message} ${remedy}`;
}

function nameIn(by: unknown): string {
  if (typeof by === 'string' && by) return by;
  if (typeof by === 'object' && by !== null && 'display_name' in by && typeof by.display_name === 'string') return by.display_name;
  return strings.queue.somebody;
}
