import type { Understanding } from '../../api/types';
import { strings } from '../../strings';
import styles from './details.module.css';

const words = strings.case;

/** What the assistant took a message for, how sure it was, and what it did. */
export function Understood({ understanding }: { understanding: Understanding | null }) {
  if (!understanding) return <p className="quiet">{words.understoodNothing}</p>;
  const actions = understanding.actions.filter((action) => action !== 'action_listen');
  const entities = understanding.entities.filter((entity) => entity.entity);
  return (
    <div className={styles.understood}>
      <p>
        <code>{understanding.intent}</code> <span className="quiet small numbers">{words.confidence(Math.round(understanding.confidence * 100))}</span>
      </p>
      {entities.length ? (
        <p className="small">{entities.map((entity) => `${entity.entity ?? ''}: ${shown(entity.value)}`).join(', ')}</p>
      ) : null}
      {actions.length ? <p className="quiet small">{words.did} {actions.map((action) => <code key={action}>{action}</code>)}</p> : null}
    </div>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
