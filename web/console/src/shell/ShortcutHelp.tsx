import { Kbd, Switch } from '@mantine/core';
import type { Role } from '../api/types';
import { setShortcuts, useShortcutsOn } from '../lib/useHotkeys';
import { useSession } from '../session/session';
import { strings } from '../strings';
import { Dialog } from '../ui/Dialog';
import styles from './shell.module.css';

const words = strings.shortcuts;

type Group = [title: string, keys: [keys: string[], does: string][]];

/** For those to whom the ladder brings late cases. */
const LATE: Group = [strings.shell.late, [[['s'], words.acknowledge]]];
const EVERYWHERE: Group = [words.everywhere, [[['?'], words.help]]];
const BY_ROLE: Record<Role, Group[]> = {
  patient: [],
  therapist: [
    [words.queue, [[['j'], words.next], [['k'], words.previous], [['Enter'], words.open], [['c'], words.claim], [['s'], words.acknowledge]]],
    [words.case, [
      [['c'], words.claim], [['t'], words.takeOver], [['r'], words.write], [['e'], words.resolve], [['q'], words.back], [['Ctrl', 'Enter'], words.send],
    ]],
  ],
  supervisor: [[words.transcript, [[['j'], words.next], [['k'], words.previous], [['1', '…', '5'], words.rate], [['Ctrl', 'Enter'], words.save]]], LATE],
  administrator: [LATE],
};

export function ShortcutHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { me } = useSession();
  const on = useShortcutsOn();
  return (
    <Dialog opened={opened} onClose={onClose} title={words.title} size="lg">
      <Switch
        label={words.enabled} description={words.enabledHint} checked={on}
        onChange={(event) => setShortcuts(event.currentTarget.checked)}
      />
      <div className={styles.keys}>
        {[...BY_ROLE[me.role], EVERYWHERE].map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([names, does]) => (
                <div key={does} style={{ display: 'contents' }}>
                  <dt>{names.map((name) => <Kbd key={name}>{name}</Kbd>)}</dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
