import { Route, Switch } from 'wouter';
import { SoundControl } from '../alarms/SoundControl';
import { LineNotice } from '../shell/LineNotice';
import { NotHere } from '../shell/NotHere';
import { Shell } from '../shell/Shell';
import { AlarmBar } from './AlarmBar';
import { CasePage } from './case/CasePage';
import { useDesk } from './desk';
import { DeskProvider } from './DeskProvider';
import { PatientPage } from './patients/PatientPage';
import { PatientsPage } from './patients/PatientsPage';
import { QueuePage } from './queue/QueuePage';

function Pages() {
  const { active, line, ringing } = useDesk();
  const waiting = (active.data ?? []).filter((item) => item.status === 'open').length;
  return (
    <Shell tools={<SoundControl ringing={ringing} />} counts={{ '/queue': waiting }} notice={<><AlarmBar /><LineNotice state={line} /></>}>
      <Switch>
        <Route path="/queue"><QueuePage /></Route>
        <Route path="/cases/:id">{({ id }) => <CasePage key={id} id={id} />}</Route>
        <Route path="/patients"><PatientsPage /></Route>
        <Route path="/patients/:id">{({ id }) => <PatientPage key={id} conversationId={id} />}</Route>
        <Route><NotHere /></Route>
      </Switch>
    </Shell>
  );
}

export default function TherapistApp() {
  return (
    <DeskProvider>
      <Pages />
    </DeskProvider>
  );
}
