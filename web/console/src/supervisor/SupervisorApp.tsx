import { Route, Switch } from 'wouter';
import { NotHere } from '../shell/NotHere';
import { Shell } from '../shell/Shell';
import { AuditPage } from './audit/AuditPage';
import { SearchPage } from './search/SearchPage';
import { TranscriptPage } from './transcript/TranscriptPage';

export default function SupervisorApp() {
  return (
    <Shell>
      <Switch>
        <Route path="/search"><SearchPage /></Route>
        <Route path="/transcripts/:id">{({ id }) => <TranscriptPage key={id} id={id} />}</Route>
        <Route path="/audit"><AuditPage /></Route>
        <Route><NotHere /></Route>
      </Switch>
    </Shell>
  );
}
