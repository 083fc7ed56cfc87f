import { Route, Switch } from 'wouter';
import { LatePage } from '../alarms/LatePage';
import { WatchingShell } from '../alarms/WatchingShell';
import { NotHere } from '../shell/NotHere';
import { AuditPage } from './audit/AuditPage';
import { ReviewedCase } from './case/ReviewedCase';
import { SearchPage } from './search/SearchPage';
import { TranscriptPage } from './transcript/TranscriptPage';

export default function SupervisorApp() {
  return (
    <WatchingShell>
      {({ list }) => (
        <Switch>
          <Route path="/search"><SearchPage /></Route>
          <Route path="/transcripts/:id">{({ id }) => <TranscriptPage key={id} id={id} />}</Route>
          <Route path="/late"><LatePage list={list} reads /></Route>
          <Route path="/cases/:id">{({ id }) => <ReviewedCase key={id} id={id} late={list.find((item) => item.id === id)} />}</Route>
          <Route path="/audit"><AuditPage /></Route>
          <Route><NotHere /></Route>
        </Switch>
      )}
    </WatchingShell>
  );
}
