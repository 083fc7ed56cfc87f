import { UnstyledButton } from '@mantine/core';
import type { CaseDetail, Evidence, Screening, StaffMessage, Tier } from '../../api/types';
import { PlanSection } from '../../plan/PlanSection';
import { planWords } from '../../plan/words';
import { excerpt } from '../../lib/highlight';
import { dateTime } from '../../lib/time';
import { strings } from '../../strings';
import { Marked } from '../../ui/Tier';
import { CheckIns } from './CheckIns';
import styles from './details.module.css';
import { LastMeasure } from './LastMeasure';
import { Understood } from './Understood';

const words = strings.case;
const TIERS: Tier[] = ['none', 'low', 'moderate', 'high', 'emergency'];
/** Most code points of a message quoted beside the conversation. */
const QUOTED = 280;

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
        {weightiestFirst(flagged).map(({ message, screening }) => (
          <div key={message.id} className={styles.finding}>
            <UnstyledButton className={styles.quote} onClick={() => onShow(message.seq)} title={words.showFlagged}>
              “<Quote text={message.text} evidence={screening?.evidence ?? []} />”
            </UnstyledButton>
            {screening ? <Reasons screening={screening} /> : <p>{strings.queue.noWords}</p>}
          </div>
        ))}
        <p className="quiet small">{words.openedAt(strings.openedBy[item.opened_by], dateTime(item.opened_at))}</p>
      </section>
      <section>
        <h2>{planWords.title}</h2>
        <PlanSection patient={item.patient} flagged={item.opened_at} />
      </section>
      <section>
        <h2>{words.understood}</h2>
        <Understood understanding={trigger?.understanding ?? null} />
      </section>
      <section>
        <h2>{words.checkIns}</h2>
        <CheckIns checkIns={checkIns} />
      </section>
      <section>
        <h2>{strings.measures.title}</h2>
        <LastMeasure patientId={item.patient.id} />
      </section>
      <section>
        <h2>{words.history}</h2>
        <ol className={styles.history}>
          {[...history].reverse().map((entry) => (
            <li key={`${entry.at} ${entry.action}`}>
              <p>
                <strong>{entry.actor_role === 'system' ? strings.product : entry.actor_name}</strong> {strings.actions[entry.action] ?? entry.action}
              </p>
              {entry.note ? <p className={styles.note}>{historyNote(entry.note)}</p> : null}
              <time dateTime={entry.at} className="quiet small">{dateTime(entry.at)}</time>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

/** What is most urgent, and the newest of equals, is what a reader must see without scrolling. */
function weightiestFirst(flagged: CaseDetail['flagged']): CaseDetail['flagged'] {
  const rank = ({ screening }: CaseDetail['flagged'][number]) => (screening ? TIERS.indexOf(screening.tier) : TIERS.length);
  return [...flagged].sort((a, b) => rank(b) - rank(a) || b.message.seq - a.message.seq);
}

/** The words around the findings; the whole message stands in the conversation. */
function Quote({ text, evidence }: { text: string; evidence: Evidence[] }) {
  const part = excerpt(text, evidence, QUOTED);
  return <Marked text={part.text} evidence={part.spans} />;
}

function Reasons({ screening }: { screening: Screening }) {
  if (screening.state !== 'done') return <p>{strings.transcript.screeningState[screening.state]}</p>;
  return (
    <>
      <ul className={styles.reasons}>
        {screening.evidence.map((each) => (
          <li key={`${each.rule} ${each.start} ${each.end}`}>
            <p><strong>{strings.categories[each.category]}, {strings.tiers[each.tier].toLowerCase()}.</strong> {each.why}</p>
            <p className="quiet small">{words.rule} {each.rule}</p>
          </li>
        ))}
      </ul>
      {screening.notes.map((note) => <p key={note} className="small">{words.context}: {note}</p>)}
      <p className="quiet small">{words.screenedBy} {screening.version}</p>
    </>
  );
}

/** The service writes the outcome's name before the note. */
export function historyNote(note: string): string {
  const [, name = '', rest = ''] = /^([a-z_]+)(?:: ([\s\S]*))?$/.exec(note) ?? [];
  const outcome = Object.entries(strings.outcomes).find(([key]) => key === name)?.[1];
  if (!outcome) return note;
  return rest ? `${outcome}. ${rest}` : outcome;
}
