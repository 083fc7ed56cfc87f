import { useCallback, useState } from 'react';
import { drafts } from '../../lib/storage';

/** A reply being written: survives a reload and a change of owner, in this window only. */
export function useDraft(conversationId: string, person: string): [string, (text: string) => void] {
  const key = `draft.${person}.${conversationId}`;
  const [text, setText] = useState(() => drafts.read(key) ?? '');
  const write = useCallback(
    (next: string) => {
      setText(next);
      drafts.write(key, next || null);
    },
    [key],
  );
  return [text, write];
}
