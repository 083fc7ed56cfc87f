import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError } from '../../api/client';
import { conversations } from '../../api/endpoints';
import type { StaffMessage } from '../../api/types';
import type { ConversationView } from '../../conversation/useConversation';
import { newId } from '../../lib/ids';
import { toast } from '../../lib/toasts';
import { strings } from '../../strings';

const TYPING_EVERY_MS = 3_000;

/**
 * Sends replies: the same text tried again keeps its client id, so that it is stored once. ``epoch`` is the case's; after a takeover
 * it is known before the live line tells of it, and epochs only grow.
 */
export function useReply(view: ConversationView, epoch: number, onSent: () => void) {
  const id = view.conversation?.id ?? '';
  const pending = useRef({ text: '', clientId: '' });
  const lastTyping = useRef(0);

  const send = useMutation({
    mutationFn: async ({ text, confirmation }: { text: string; confirmation?: string | undefined }) => {
      if (pending.current.text !== text) pending.current = { text, clientId: newId() };
      return conversations.send(id, pending.current.clientId, text, Math.max(view.conversation?.epoch ?? 0, epoch), confirmation);
    },
    onSuccess: ({ message, check }) => {
      if (check === 'failed') toast('bad', strings.composer.notChecked);
      pending.current = { text: '', clientId: '' };
      view.add({ screening: null, understanding: null, ...message } satisfies StaffMessage);
      onSent();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'owner_changed') view.refresh();
    },
  });

  const typing = () => {
    const now = Date.now();
    if (now - lastTyping.current < TYPING_EVERY_MS) return;
    lastTyping.current = now;
    // Only a courtesy to the patient: whether it arrives does not matter.
    conversations.typing(id).catch(() => undefined);
  };
  return { send, typing };
}
