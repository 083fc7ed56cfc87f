import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { supervisor } from '../../api/endpoints';
import type { Category, SearchQuery, Tier } from '../../api/types';

export interface Filters {
  words: string;
  flagged: boolean;
  lowered: boolean;
  tier: Tier | '';
  category: Category | '';
}

const NONE: Filters = { words: '', flagged: false, lowered: false, tier: '', category: '' };

/** What was searched last, so that Back from a transcript finds it. In memory only: it may be a patient's words. */
let last: { filters: Filters; asked: Filters | null } = { filters: NONE, asked: null };

export function toQuery({ words, flagged, lowered, tier, category }: Filters): SearchQuery {
  return {
    ...(words.trim() ? { words: words.trim() } : {}),
    ...(flagged ? { flagged } : {}),
    ...(lowered ? { lowered } : {}),
    ...(tier ? { tier } : {}),
    ...(category ? { category } : {}),
  };
}

export function useSearch() {
  const [filters, setFilters] = useState(last.filters);
  const [asked, setAsked] = useState(last.asked);
  const query = useInfiniteQuery({
    queryKey: ['search', asked],
    enabled: asked !== null,
    staleTime: 60_000,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => supervisor.search({ ...toQuery(asked ?? NONE), limit: 25, ...(pageParam ? { cursor: pageParam } : {}) }),
    getNextPageParam: (page) => page.next_cursor,
  });
  const change = (part: Partial<Filters>) => {
    const next = { ...filters, ...part };
    last = { ...last, filters: next };
    setFilters(next);
  };
  const submit = () => {
    last = { filters, asked: filters };
    setAsked(filters);
  };
  return { filters, change, submit, asked, query };
}
