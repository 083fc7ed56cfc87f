import { Redirect, Route, Switch } from 'wouter';
import { LatePage } from '../alarms/LatePage';
import { WatchingShell } from '../alarms/WatchingShell';
import { NotHere } from '../shell/NotHere';
import { CaseloadsPage } from './CaseloadsPage';
import { PeoplePage } from './PeoplePage';

export default function AdministratorApp() {
  return (
    <WatchingShell>
      {({ list }) => (
        <Switch>
          <Route path="/people"><PeoplePage /></Route>
          <Route path="/caseloads"><CaseloadsPage /></Route>
          <Route path="/late"><LatePage list={list} reads={false} /></Route>
          {/* Notifications lead to a case by its id; an administrator reads none. */}
          <Route path="/cases/:id"><Redirect to="/late" replace /></Route>
          <Route><NotHere /></Route>
        </Switch>
      )}
    </WatchingShell>
  );
}
