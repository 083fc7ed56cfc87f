import type { ReactNode } from 'react';
import { LineNotice } from '../shell/LineNotice';
import { Shell } from '../shell/Shell';
import { LateBar } from './LateBar';
import { SoundControl } from './SoundControl';
import { useLateCases, type Late } from './useLateCases';

/** The shell of those whom the ladder asks last: every page of theirs shows and sounds what nobody took up in time. */
export function WatchingShell({ children }: { children: (late: Late) => ReactNode }) {
  const late = useLateCases();
  return (
    <Shell
      tools={<SoundControl ringing={late.ringing} />} counts={{ '/late': late.list.length }}
      notice={<><LateBar {...late} /><LineNotice state={late.line} /></>}
    >
      {children(late)}
    </Shell>
  );
}
