import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { ApiError, client } from '../api/client';
import { session as api } from '../api/endpoints';
import type { Me } from '../api/types';
import { forgetDrafts } from '../lib/storage';
import { Loading, Problem } from '../ui/States';
import { LoginPage } from './LoginPage';
import { SessionContext } from './session';

/** Shows the login until somebody is logged in, and again when their login ends. */
export function SessionGate({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const [ended, setEnded] = useState(false);
  const query = useQuery({
    queryKey: ['me'],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        const me = await api.me(signal);
        client.setCsrf(me.csrf);
        return me;
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
  });
  const me = query.data ?? null;

  useEffect(
    () =>
      client.onLoggedOut(() => {
        if (!cache.getQueryData(['me'])) return;
        setEnded(true);
        cache.setQueryData(['me'], null);
      }),
    [cache],
  );

  const leave = useMutation({
    mutationFn: api.logout,
    onSettled: () => {
      forgetDrafts();
      client.setCsrf('');
      setEnded(false);
      forgetOthers(cache);
      cache.setQueryData(['me'], null);
    },
  });
  const { mutate: logout } = leave;
  const value = useMemo(() => (me ? { me, logout: () => logout() } : null), [me, logout]);

  if (query.isPending) return <Loading />;
  if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (!value) {
    return (
      <LoginPage
        ended={ended}
        onLogin={(who) => {
          client.setCsrf(who.csrf);
          setEnded(false);
          // Another person may have been logged in before: show them nothing of it.
          forgetOthers(cache);
          cache.setQueryData(['me'], who);
        }}
      />
    );
  }
  return <SessionContext value={value}>{children}</SessionContext>;
}

/** Forgets everything but who is logged in: that one is being watched, and must stay. */
function forgetOthers(cache: QueryClient): void {
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
}
