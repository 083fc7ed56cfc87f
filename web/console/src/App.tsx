import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { makeQueryClient } from './api/queryClient';
import { useSession } from './session/session';
import { SessionGate } from './session/SessionGate';
import { homeOf } from './shell/roles';
import { Boundary, Loading } from './ui/States';
import { theme } from './ui/theme';
import { Toasts } from './ui/Toasts';

const TherapistApp = lazy(() => import('./therapist/TherapistApp'));
const SupervisorApp = lazy(() => import('./supervisor/SupervisorApp'));
const AdministratorApp = lazy(() => import('./administrator/AdministratorApp'));

function ForRole() {
  const { me } = useSession();
  const Pages = { therapist: TherapistApp, supervisor: SupervisorApp, administrator: AdministratorApp, patient: null }[me.role];
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path="/"><Redirect to={homeOf(me.role)} replace /></Route>
        <Route>{Pages ? <Pages /> : null}</Route>
      </Switch>
    </Suspense>
  );
}

export function App() {
  const [cache] = useState(makeQueryClient);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={cache}>
        <Router base="/console">
          <Boundary>
            <SessionGate>
              <ForRole />
            </SessionGate>
          </Boundary>
        </Router>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}
