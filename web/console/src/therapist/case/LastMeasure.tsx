import { useQuery } from '@tanstack/react-query';
import { patients } from '../../api/endpoints';
import type { Measure } from '../../api/types';
import { dateTime } from '../../lib/time';
import { strings } from '../../strings';
import { Problem } from '../../ui/States';
import styles from './measure.module.css';

const words = strings.measures;

/** The patient's last finished questionnaire, fetched by itself: beside a case, and under a conversation. */
export function LastMeasure({ patientId }: { patientId: string }) {
  const query = useQuery({ queryKey: ['measures', patientId], queryFn: ({ signal }) => patients.measures(patientId, signal) });
  if (query.isPending) return <p className="quiet">{strings.loading}</p>;
  if (!query.data) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  const [last, before] = query.data;
  return last ? <Result result={last} before={before} /> : <p className="quiet">{words.none}</p>;
}

/** Score and severity, then every item; one that is watched stands out when it is above 0. */
export function Result({ result, before }: { result: Measure; before?: Measure | undefined }) {
  const same = before?.measure === result.measure ? before : undefined;
  return (
    <div className={styles.measure}>
      <p>
        <strong>{result.title}: {words.score(result.score, result.most)}</strong>, {result.band_title.toLowerCase()}
        {' '}<time dateTime={result.created_at} className="quiet small">{dateTime(result.created_at)}</time>
      </p>
      {same ? <p className="quiet small">{words.before(same.score, dateTime(same.created_at))}</p> : null}
      <ol className={styles.items}>
        {result.items.map((item) => (
          <li key={item.name} value={item.number} data-alert={item.watched && item.value > 0 ? '' : undefined}>
            <span title={item.text}>{item.label}</span>
            <span><span className="numbers">{item.value}</span> <span className="quiet">{item.answer.toLowerCase()}</span></span>
            {item.watched && item.value > 0 ? <span className={styles.followed}>{words.followed}</span> : null}
          </li>
        ))}
      </ol>
    </div>
  );
}
