import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import type { PageWanted } from '../api/endpoints';
import type { LineState } from '../api/stream';
import type { CaseChange, Conversation, ConversationPage, ConversationState, Named, StaffMessage } from '../api/types';
import { useEventStream } from '../api/useEventStream';
import { mergeMessages } from '../lib/merge';

const PAGE = 60;
const REFRESHED = 30;
/** The understanding of a message is stored with the assistant's turn, a moment after its answer. */
const UNDERSTOOD_AFTER_MS = 400;

interface State {
  conversation: Conversation | null;
  patient: Named | null;
  /** Their account is disabled: they cannot open the chat. */
  disabled: boolean;
  messages: StaffMessage[];
  changes: CaseChange[];
  error: unknown;
  loading: 'first' | 'earlier' | 'later' | null;
}

type Action =
  | { type: 'loading'; what: 'first' | 'earlier' | 'later' }
  | { type: 'page'; page: ConversationPage }
  | { type: 'meta'; page: ConversationPage }
  | { type: 'message'; message: StaffMessage }
  | { type: 'state'; state: ConversationState }
  | { type: 'failed'; error: unknown };

const EMPTY: State = { conversation: null, patient: null, disabled: false, messages: [], changes: [], error: null, loading: 'first' };

function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'loading':
      return { ...state, loading: action.what, error: null };
    case 'page':
      return { ...withPage(state, action.page), loading: null, error: null };
    case 'meta':
      return withPage(state, action.page);
    case 'message': {
      const { conversation } = state;
      return {
        ...state,
        messages: mergeMessages(state.messages, [action.message]),
        conversation: conversation && { ...conversation, last_seq: Math.max(conversation.last_seq, action.message.seq) },
      };
    }
    case 'state':
      return { ...state, conversation: state.conversation && { ...state.conversation, ...ownerOf(action.state) } };
    case 'failed':
      return { ...state, error: action.error, loading: null };
  }
}

function withPage(state: State, page: ConversationPage): State {
  const last = state.messages.at(-1)?.seq;
  const first = page.messages[0]?.seq;
  // A newest page that does not touch what is known would leave a hole; the live line brings what lies between.
  const touches = last === undefined || first === undefined || (first <= last + 1 && (page.messages.at(-1)?.seq ?? 0) + 1 >= (state.messages[0]?.seq ?? 0));
  const keys = new Set(state.changes.map(changeKey));
  return {
    ...state,
    patient: page.patient,
    disabled: page.patient_disabled ?? false,
    conversation: { ...page.conversation, last_seq: Math.max(page.conversation.last_seq, state.conversation?.last_seq ?? 0) },
    messages: touches ? mergeMessages(state.messages, page.messages) : state.messages,
    changes: [...state.changes, ...(page.changes ?? []).filter((change) => change.kind === 'case' && !keys.has(changeKey(change)))],
  };
}

function changeKey(change: CaseChange): string {
  return `${change.case_id} ${change.at} ${change.action}`;
}

function ownerOf({ owner, owner_name, epoch, bot_ready }: ConversationState): Pick<Conversation, 'owner' | 'owner_name' | 'epoch' | 'bot_ready'> {
  return { owner, owner_name, epoch, bot_ready };
}

export interface ConversationView extends State {
  line: LineState;
  moreBefore: boolean;
  moreAfter: boolean;
  loadEarlier: () => void;
  loadLater: () => void;
  /** Fetches the newest page again: after an own action, or when the owner changed. */
  refresh: () => void;
  retry: () => void;
  add: (message: StaffMessage) => void;
}

interface Wanted {
  load: (wanted: PageWanted, signal?: AbortSignal) => Promise<ConversationPage>;
  /** The live line, if there is one. */
  events?: string;
  /** Opens at this message instead of at the end. `live` views page back to it, since their line needs the end. */
  around?: number | undefined;
}

/** A conversation in pages, kept live. Give the component a `key` by conversation. */
export function useConversation({ load, events, around }: Wanted): ConversationView {
  const [state, dispatch] = useReducer(reduce, EMPTY);
  const latest = useRef({ load, around, events });
  const abort = useRef<AbortController | null>(null);

  const first = useCallback(async () => {
    abort.current?.abort();
    const mine = new AbortController();
    abort.current = mine;
    const { load: get, around: target, events: live } = latest.current;
    dispatch({ type: 'loading', what: 'first' });
    try {
      if (target !== undefined && live === undefined) {
        dispatch({ type: 'page', page: await get({ around: target, limit: PAGE }, mine.signal) });
        return;
      }
      let page = await get({ limit: PAGE }, mine.signal);
      while (target !== undefined && (page.messages[0]?.seq ?? 0) > target) {
        const before = await get({ before: page.messages[0]?.seq ?? 0, limit: 200 }, mine.signal);
        if (before.messages.length === 0) break;
        page = { ...page, messages: [...before.messages, ...page.messages] };
      }
      dispatch({ type: 'page', page });
    } catch (error) {
      if (!mine.signal.aborted) dispatch({ type: 'failed', error });
    }
  }, []);

  useEffect(() => {
    void first();
    return () => abort.current?.abort();
  }, [first]);

  const more = useCallback(async (what: 'earlier' | 'later', wanted: PageWanted) => {
    const signal = abort.current?.signal;
    dispatch({ type: 'loading', what });
    try {
      dispatch({ type: 'page', page: await latest.current.load({ ...wanted, limit: PAGE }, signal) });
    } catch (error) {
      if (!signal?.aborted) dispatch({ type: 'failed', error });
    }
  }, []);

  const refresh = useCallback(() => {
    const signal = abort.current?.signal;
    latest.current.load({ limit: REFRESHED }, signal).then(
      (page) => dispatch({ type: 'meta', page }),
      () => undefined, // What is shown stays; the live line or the next action shows the trouble.
    );
  }, []);

  const add = useCallback((message: StaffMessage) => dispatch({ type: 'message', message }), []);

  const firstSeq = state.messages[0]?.seq;
  const lastSeq = state.messages.at(-1)?.seq;
  const lastKnown = state.conversation?.last_seq ?? 0;
  const understood = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(understood.current), []);

  const line = useEventStream({
    url: events !== undefined && state.conversation !== null ? events : null,
    lastId: String(lastSeq ?? 0),
    onReturn: refresh,
    onEvent: (event) => {
      if (event.name === 'message' && event.data) {
        const message = event.data as StaffMessage;
        dispatch({ type: 'message', message });
        if (message.sender === 'bot') {
          clearTimeout(understood.current);
          understood.current = setTimeout(refresh, UNDERSTOOD_AFTER_MS);
        }
      } else if (event.name === 'state' && event.data) {
        dispatch({ type: 'state', state: event.data as ConversationState });
      }
    },
  });

  return useMemo(
    () => ({
      ...state,
      line,
      moreBefore: (firstSeq ?? 1) > 1,
      moreAfter: lastSeq !== undefined && lastSeq < lastKnown,
      loadEarlier: () => void more('earlier', { before: firstSeq ?? 1 }),
      loadLater: () => void more('later', { after: lastSeq ?? 0 }),
      refresh,
      retry: () => void first(),
      add,
    }),
    [state, line, firstSeq, lastSeq, lastKnown, more, refresh, first, add],
  );
}
