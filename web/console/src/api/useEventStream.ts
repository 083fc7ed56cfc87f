import { useEffect, useRef, useState } from 'react';
import { openStream, type LineState, type StreamEvent } from './stream';

interface Wanted {
  /** Null keeps the line closed. */
  url: string | null;
  /** Read once, when the line is first opened. */
  lastId?: string | undefined;
  onEvent: (event: StreamEvent) => void;
  onReturn?: () => void;
}

/** Keeps one server-sent event line open while mounted, and says how it is. */
export function useEventStream(wanted: Wanted): LineState {
  const [state, setState] = useState<LineState>('connecting');
  const latest = useRef(wanted);
  useEffect(() => {
    latest.current = wanted;
  });
  const { url } = wanted;
  useEffect(() => {
    if (url === null) return;
    return openStream(url, {
      lastId: latest.current.lastId,
      onEvent: (event) => latest.current.onEvent(event),
      onReturn: () => latest.current.onReturn?.(),
      onState: setState,
    });
  }, [url]);
  return state;
}
