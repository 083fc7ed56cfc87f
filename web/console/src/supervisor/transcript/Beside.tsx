import type { Screening, StaffMessage } from '../../api/types';
import { strings } from '../../strings';
import { Understood } from '../../therapist/case/Understood';
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
          {message.understanding ? (
            <Understood understanding={message.understanding} />
          ) : <p className="quiet small">{words.notUnderstood}</p>}
          {message.screening?.flagged ? <Screened screening={message.screening} /> : null}
          <p className="quiet small">{versions(message)}</p>
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

function Screened({ screening }: { screening: Screening }) {
  return (
    <div className={styles.screened}>
      {screening.state === 'done' ? null : <p>{words.screeningState[screening.state]}</p>}
      {screening.evidence.map((each) => (
        <p key={`${each.rule} ${each.start} ${each.end}`}>
          <strong>{strings.categories[each.category]}.</strong> {each.why} <span className="quiet small">{strings.case.rule} {each.rule}</span>
        </p>
      ))}
      {screening.notes.map((note) => <p key={note} className="small">{strings.case.context}: {note}</p>)}
    </div>
  );
}

/** Which model and which rules spoke; and that nothing was found, where nothing was. */
function versions({ understanding, screening }: StaffMessage): string {
  return [
    understanding ? words.model(understanding.model_id.slice(0, MODEL_SHOWN)) : '',
    screening ? `${words.screened} ${screening.version}${screening.flagged ? '' : `: ${words.noFlag}`}` : '',
  ].filter(Boolean).join(' · ');
}

function draftReason(reason: string): string {
  if (reason === 'owner:therapist') return words.ownerTherapist;
  if (reason === 'owner:queue') return words.ownerQueue;
  return reason;
}
