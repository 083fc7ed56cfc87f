import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { AlarmsNotice } from '../alarms/AlarmsNotice';
import { useHotkeys } from '../lib/useHotkeys';
import { useSession } from '../session/session';
import { strings } from '../strings';
import { AccountMenu } from './AccountMenu';
import { belongs, homeOf, navigation } from './roles';
import styles from './shell.module.css';
import { ShortcutHelp } from './ShortcutHelp';

/** The bar at the top and the page under it. `tools` are the role's own controls, `counts` numbers beside its pages. */
export function Shell({ tools, counts = {}, notice, children }: {
  tools?: ReactNode;
  counts?: Record<string, number>;
  notice?: ReactNode;
  children: ReactNode;
}) {
  const { me } = useSession();
  const [path] = useLocation();
  const [help, setHelp] = useState(false);
  useHotkeys({ '?': () => setHelp(true) });

  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>{strings.skip}</a>
      <header className={styles.bar}>
        <Link href={homeOf(me.role)} className={styles.brand ?? ''} aria-label={strings.product}>
          <img src="/console/icon.svg" alt="" width={26} height={26} />
          <span className={styles.brandName}>{strings.product}</span>
        </Link>
        <nav aria-label={strings.shell.nav} className={styles.nav}>
          {navigation(me.role).map((item) => {
            const count = counts[item.path] ?? 0;
            return (
              <Link
                key={item.path} href={item.path} className={styles.link ?? ''}
                aria-current={belongs(item, path) ? 'page' : undefined}
              >
                {item.label}
                {count ? <span className={styles.count}>{count}</span> : null}
              </Link>
            );
          })}
        </nav>
        <div className={styles.tools}>
          {me.demo ? <span className={styles.demo}>{strings.demo}</span> : null}
          {tools}
          <AccountMenu onHelp={() => setHelp(true)} />
        </div>
      </header>
      {notice}
      <AlarmsNotice />
      <main id="content" tabIndex={-1} className={styles.main}>{children}</main>
      <ShortcutHelp opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}
