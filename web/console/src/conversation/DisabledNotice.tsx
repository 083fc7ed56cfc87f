import { IconUserOff } from '@tabler/icons-react';
import { strings } from '../strings';
import styles from './conversation.module.css';
import type { ConversationView } from './useConversation';

/** Says to staff that what is written in this conversation reaches nobody. */
export function DisabledNotice({ view }: { view: ConversationView }) {
  if (!view.disabled || !view.patient) return null;
  return (
    <p className={styles.disabled} role="status">
      <IconUserOff size={17} aria-hidden /> {strings.conversation.disabled(view.patient.display_name)}
    </p>
  );
}
