import { ActionIcon, Tooltip } from '@mantine/core';
import { IconVolume, IconVolume3, IconVolumeOff } from '@tabler/icons-react';
import { strings } from '../strings';
import { useAlarm, type Alarm } from './alarm';

const words = strings.shell;

/** Rings, shows whether it can, and mutes. */
export function SoundControl({ ringing }: { ringing: readonly Alarm[] }) {
  const { wanted, state, toggle } = useAlarm(ringing);
  if (state === 'missing') return null;
  const blocked = wanted && state === 'blocked';
  const label = blocked ? words.soundBlocked : wanted ? words.soundOn : words.soundOff;
  const Shape = blocked ? IconVolume3 : wanted ? IconVolume : IconVolumeOff;
  return (
    <Tooltip label={label}>
      {/* A click is itself what the browser waits for, so that a blocked button needs no action of its own. */}
      <ActionIcon
        variant={blocked ? 'light' : 'subtle'} color={blocked ? 'yellow' : 'gray'} size={38} aria-label={`${label}. ${wanted ? words.soundTurnOff : words.soundTurnOn}`}
        aria-pressed={wanted} onClick={blocked ? undefined : toggle}
      >
        <Shape size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
