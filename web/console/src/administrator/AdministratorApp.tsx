import { Route, Switch } from 'wouter';
import { NotHere } from '../shell/NotHere';
import { Shell } from '../shell/Shell';
import { CaseloadsPage } from './CaseloadsPage';
import { PeoplePage } from './PeoplePage';

export default function AdministratorApp() {
  return (
    <Shell>
      <Switch>
        <Route path="/people"><PeoplePage /></Route>
        <Route path="/caseloads"><CaseloadsPage /></Route>
        <Route><NotHere /></Route>
      </Switch>
    </Shell>
  );
}
