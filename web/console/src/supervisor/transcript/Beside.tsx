import type { Screening, StaffMessage } from '../../api/types';
import { distinct } from '../../lib/reasons';
import { strings } from '../../strings';
import { Understood } from '../../therapist/case/Understood';
import { Fold } from '../../ui/Fold';
import styles from './transcript.module.css';

const words = strings.transcript;
/** Enough of a model's digest to tell two apart. */
const MODEL_SHOWN = 12;

/** The program's side of one message: understood, did, screened, and what it would have said. */
export function Beside({ message }: { message: StaffMessage }) {
  const drafts = message.drafts ?? [];
  const fromPatient = message.sender === 'patient';
  if (!fromPatient && drafts.length === 0) return <div />;
  return (
    <div className={styles.beside}>
      {fromPatient ? (
        <>
          {message.understanding ? null : <p className="quiet small">{words.notUnderstood}</p>}
          {message.screening ? <Screened screening={message.screening} /> : null}
          <Fold>
            {message.understanding ? <Understood understanding={message.understanding} /> : null}
            {distinct(message.screening?.evidence ?? []).map((each) => <p key={each.key}>{strings.case.rule} {each.rules.join(', ')}</p>)}
            <p>{versions(message)}</p>
          </Fold>
        </>
      ) : null}
      {drafts.map((draft) => (
        <div key={`${draft.created_at} ${draft.text}`} className={styles.draft}>
          <p className="small"><strong>{words.draft}</strong> <span className="quiet">{words.draftReason(draftReason(draft.reason))}</span></p>
          <p>{draft.text}</p>
        </div>
      ))}
    </div>
  );
}

/** What the screen found and why; where context made less of it, that too: a flag that is not there must explain itself as one that is. */
function Screened({ screening }: { screening: Screening }) {
  const notes = [...new Set(screening.notes)];
  if (!screening.flagged && notes.length === 0) return <p className="quiet small">{words.noFlag}</p>;
  return (
    <div className={styles.screened}>
      {screening.state === 'done' ? null : <p>{words.screeningState[screening.state]}</p>}
      {distinct(screening.evidence).map((each) => (
        <p key={each.key}><strong>{strings.categories[each.category]}, {strings.tiers[each.tier].toLowerCase()}.</strong> {each.why}</p>
      ))}
      {screening.flagged ? null : <p><strong>{words.noFlag}</strong></p>}
      {notes.map((note) => <p key={note}><strong>{words.lowered}</strong> {note}</p>)}
    </div>
  );
}

/** Which model and which rules spoke. */
function versions({ understanding, screening }: StaffMessage): string {
  return [
    understanding ? words.model(understanding.model_id.slice(0, MODEL_SHOWN)) : '',
    screening ? `${words.screened} ${screening.version}` : '',
  ].filter(Boolean).join(' · ');
}

function draftReason(reason: string): string {
  if (reason === 'owner:therapist') return words.ownerTherapist;
  if (reason === 'owner:queue') return words.ownerQueue;
  return reason;
}
