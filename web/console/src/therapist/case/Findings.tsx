import { UnstyledButton } from '@mantine/core';
import type { CaseDetail, Evidence, HistoryEntry, Screening, Tier } from '../../api/types';
import { excerpt } from '../../lib/highlight';
import { distinct } from '../../lib/reasons';
import { dateTime } from '../../lib/time';
import { strings } from '../../strings';
import { Fold } from '../../ui/Fold';
import { Marked } from '../../ui/Tier';
import styles from './details.module.css';

const words = strings.case;
const TIERS: Tier[] = ['none', 'low', 'moderate', 'high', 'emergency'];
/** Most code points of a message quoted beside the conversation. */
const QUOTED = 280;

/** The flagged messages of a case, what was found in each, and why. */
export function Findings({ flagged, onShow }: { flagged: CaseDetail['flagged']; onShow: (seq: number) => void }) {
  return weightiestFirst(flagged).map(({ message, screening }) => (
    <div key={message.id} className={styles.finding}>
      <UnstyledButton className={styles.quote} onClick={() => onShow(message.seq)} title={words.showFlagged}>
        “<Quote text={message.text} evidence={screening?.evidence ?? []} />”
      </UnstyledButton>
      {screening ? <Reasons screening={screening} /> : <p>{strings.queue.noWords}</p>}
    </div>
  ));
}

/** What happened to a case, the newest first. */
export function History({ history }: { history: readonly HistoryEntry[] }) {
  return (
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
  const reasons = distinct(screening.evidence);
  return (
    <>
      <ul className={styles.reasons}>
        {reasons.map((each) => (
          <li key={each.key}><strong>{strings.categories[each.category]}, {strings.tiers[each.tier].toLowerCase()}.</strong> {each.why}</li>
        ))}
      </ul>
      {[...new Set(screening.notes)].map((note) => <p key={note} className="small">{words.context}: {note}</p>)}
      <Fold>
        {reasons.map((each) => <p key={each.key}>{words.rule} {each.rules.join(', ')}</p>)}
        <p>{words.screenedBy} {screening.version}</p>
      </Fold>
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
