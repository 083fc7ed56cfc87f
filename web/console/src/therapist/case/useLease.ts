import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ApiError, client } from '../../api/client';
import { cases } from '../../api/endpoints';
import type { Case } from '../../api/types';
import { toast } from '../../lib/toasts';
import { strings } from '../../strings';
import { caseKey } from '../desk';

const SHORTEST_MS = 5_000;
const LONGEST_MS = 60_000;
/** Somebody who has touched nothing for this long is not at work: the claim may then run out by itself. */
const AWAY_AFTER_MS = 30 * 60_000;

/** Renews the claim while the case is open and somebody is there. */
export function useLease(item: Case | undefined, me: string): void {
  const cache = useQueryClient();
  const touched = useRef(0);
  const mine = item?.status === 'claimed' && item.claimed_by?.id === me;
  const id = item?.id;
  const expires = item?.claim_expires_at;

  useEffect(() => {
    const touch = () => {
      touched.current = Date.now();
    };
    touch();
    window.addEventListener('pointerdown', touch);
    window.addEventListener('keydown', touch);
    return () => {
      window.removeEventListener('pointerdown', touch);
      window.removeEventListener('keydown', touch);
    };
  }, []);

  useEffect(() => {
    if (!mine || !id) return;
    const left = expires ? Date.parse(expires) - (Date.now() + client.clockOffset) : LONGEST_MS;
    const every = Math.max(SHORTEST_MS, Math.min(LONGEST_MS, left / 2));
    const timer = setInterval(() => {
      if (Date.now() - touched.current > AWAY_AFTER_MS) return;
      cases.renew(id).then(
        () => cache.invalidateQueries({ queryKey: caseKey(id) }),
        (error: unknown) => {
          // An unreachable server is shown by the lost line; a refusal means that somebody else may have it now.
          if (error instanceof ApiError && error.status >= 400 && error.status < 500) {
            toast('bad', strings.case.claimLost);
            void cache.invalidateQueries({ queryKey: caseKey(id) });
          }
        },
      );
    }, every);
    return () => clearInterval(timer);
  }, [mine, id, expires, cache]);
}
