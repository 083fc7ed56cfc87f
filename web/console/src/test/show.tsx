import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { makeQueryClient } from '../api/queryClient';
import type { Me } from '../api/types';
import { SessionContext } from '../session/session';
import { theme } from '../ui/theme';
import { Toasts } from '../ui/Toasts';
import { me as somebody } from './make';

/** Renders inside the console's providers, logged in. */
export function show(children: ReactNode, { path = '/', me = somebody }: { path?: string; me?: Me } = {}) {
  const location = memoryLocation({ path, record: true });
  const cache = makeQueryClient();
  cache.setDefaultOptions({ queries: { retry: false } });
  const result = render(
    <MantineProvider theme={theme} env="test" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={cache}>
        <Router hook={location.hook} searchHook={location.searchHook}>
          <SessionContext value={{ me, logout: () => undefined }}>{children}</SessionContext>
        </Router>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...result, history: location.history };
}
