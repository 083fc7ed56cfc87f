import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch, IconStar, IconZoomQuestion } from '@tabler/icons-react';
import { useRef, type SyntheticEvent } from 'react';
import { Link } from 'wouter';
import type { Category, SearchResult, Tier } from '../../api/types';
import { dateTime } from '../../lib/time';
import { useHotkeys } from '../../lib/useHotkeys';
import { strings } from '../../strings';
import { Page } from '../../ui/Page';
import { Empty, Loading, Problem } from '../../ui/States';
import { Categories, Hits, TierBadge } from '../../ui/Tier';
import styles from './search.module.css';
import { useSearch } from './useSearch';

const words = strings.search;
const TIERS: Tier[] = ['emergency', 'high', 'moderate', 'low'];

export function SearchPage() {
  const { filters, change, submit, asked, query } = useSearch();
  const input = useRef<HTMLInputElement>(null);
  useHotkeys({ '/': () => input.current?.focus() });
  const results = query.data?.pages.flatMap((page) => page.results) ?? [];
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    submit();
  };
  return (
    <Page title={words.title}>
      <form onSubmit={send} role="search" className={`panel ${styles.form}`}>
        <TextInput
          ref={input} type="search" label={words.words} description={words.wordsHint} maxLength={200} className={styles.words ?? ''} autoComplete="off"
          value={filters.words} onChange={(event) => change({ words: event.currentTarget.value })}
        />
        <NativeSelect
          label={words.tier} value={filters.tier} onChange={(event) => change({ tier: event.currentTarget.value as Tier | '' })}
          data={[{ value: '', label: words.any }, ...TIERS.map((tier) => ({ value: tier, label: strings.tiers[tier] }))]}
        />
        <NativeSelect
          label={words.category} value={filters.category} onChange={(event) => change({ category: event.currentTarget.value as Category | '' })}
          data={[{ value: '', label: words.any }, ...Object.entries(strings.categories).map(([value, label]) => ({ value, label }))]}
        />
        <Checkbox label={words.flagged} checked={filters.flagged} onChange={(event) => change({ flagged: event.currentTarget.checked })} />
        <Checkbox label={words.lowered} checked={filters.lowered} onChange={(event) => change({ lowered: event.currentTarget.checked })} />
        <Button type="submit" leftSection={<IconSearch size={17} aria-hidden />} loading={query.isFetching && !query.isFetchingNextPage}>{words.submit}</Button>
      </form>
      {asked === null ? <Empty icon={IconZoomQuestion} title={words.start}>{words.startHint}</Empty> : null}
      {asked !== null && query.isPending ? <Loading /> : null}
      {query.isError && results.length === 0 ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && results.length === 0 ? <Empty icon={IconZoomQuestion} title={words.none}>{words.noneHint}</Empty> : null}
      {results.length ? (
        <section aria-label={words.submit}>
          <p role="status" className={styles.count}>{words.results(results.length, query.hasNextPage)}</p>
          <ul className="plain-list">{results.map((result) => <Result key={result.message.id} result={result} />)}</ul>
          {query.hasNextPage ? (
            <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{words.more}</Button>
          ) : null}
        </section>
      ) : null}
    </Page>
  );
}

function Result({ result }: { result: SearchResult }) {
  const { message } = result;
  return (
    <li className={`panel ${styles.result}`}>
      <div className={styles.top}>
        <h2>
          <Link href={`/transcripts/${result.conversation_id}?around=${message.seq}`} className={styles.open ?? ''}>{result.patient.display_name}</Link>
        </h2>
        {result.tier && result.tier !== 'none' ? <TierBadge tier={result.tier} /> : null}
        <span className={styles.chips}><Categories categories={result.categories} /></span>
        <span className={styles.when}>{words.by(strings.senders[message.sender], dateTime(message.created_at))}</span>
      </div>
      <p className={styles.snippet}><Hits snippet={result.snippet} /></p>
      {[...new Set(result.notes)].map((note) => <p key={note} className="quiet small">{words.loweredBecause(note)}</p>)}
      {result.reviewed ? <p className="quiet small"><IconStar size={14} aria-hidden /> {words.reviewed}</p> : null}
    </li>
  );
}
