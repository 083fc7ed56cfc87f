import type { CaseDetail, StaffMessage } from '../../api/types';
import { PlanSection } from '../../plan/PlanSection';
import { planWords } from '../../plan/words';
import { dateTime } from '../../lib/time';
import { strings } from '../../strings';
import { Fold } from '../../ui/Fold';
import { CheckIns } from './CheckIns';
import styles from './details.module.css';
import { Findings, History } from './Findings';
import { Measures } from './Measures';
import { Understood } from './Understood';

const words = strings.case;

/** Beside the conversation: why it was flagged, what the bot understood, how the patient has been, what happened. */
export function CaseDetails({ detail, messages, onShow }: {
  detail: CaseDetail;
  messages: readonly StaffMessage[];
  onShow: (seq: number) => void;
}) {
  const { flagged, history, check_ins: checkIns } = detail;
  const item = detail.case;
  const trigger = messages.find((message) => message.seq === item.trigger?.seq);
  return (
    <div className={styles.details}>
      <section>
        <h2>{words.why}</h2>
        <Findings flagged={flagged} onShow={onShow} />
        <p className="quiet small">{words.openedAt(strings.openedBy[item.opened_by], dateTime(item.opened_at))}</p>
      </section>
      <section>
        <h2>{planWords.title}</h2>
        <PlanSection patient={item.patient} flagged={item.opened_at} />
      </section>
      <section>
        <h2>{words.understood}</h2>
        {trigger?.understanding ? <Fold><Understood understanding={trigger.understanding} /></Fold> : <Understood understanding={null} />}
      </section>
      <section>
        <h2>{words.checkIns}</h2>
        <CheckIns checkIns={checkIns} />
      </section>
      <section>
        <h2>{strings.measures.title}</h2>
        <Measures patientId={item.patient.id} />
      </section>
      <section>
        <h2>{words.history}</h2>
        <History history={history} />
      </section>
    </div>
  );
}
