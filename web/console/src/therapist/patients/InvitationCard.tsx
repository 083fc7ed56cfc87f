import { Button, Group } from '@mantine/core';
import type { Invitation } from '../../api/types';
import { dateTime } from '../../lib/time';
import { strings } from '../../strings';
import { CopyField } from '../../ui/CopyField';
import styles from './patients.module.css';

const words = strings.patients;

export function InvitationCard({ invitation, onDone }: { invitation: Invitation; onDone: () => void }) {
  return (
    <div className={styles.invite}>
      <p>{words.inviteLead}</p>
      <CopyField label={words.code} value={invitation.code} copyLabel={words.copyCode} className={styles.code} />
      <CopyField label={words.link} value={invitation.url} copyLabel={words.copyLink} />
      <p className="quiet">{words.expires(dateTime(invitation.expires_at))}</p>
      <Group justify="flex-end"><Button onClick={onDone}>{words.done}</Button></Group>
    </div>
  );
}
