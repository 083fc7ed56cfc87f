import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconChevronDown, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useSession } from '../session/session';
import { strings } from '../strings';
import styles from './shell.module.css';

const SCHEMES = [
  { value: 'light', label: strings.shell.light, icon: IconSun },
  { value: 'dark', label: strings.shell.dark, icon: IconMoon },
  { value: 'auto', label: strings.shell.system, icon: IconDeviceDesktop },
] as const;

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { me, logout } = useSession();
  // Keeping transitions avoids the library's temporary <style> element, which the page's policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Menu width={230}>
      <Menu.Target>
        <UnstyledButton className={styles.account} aria-label={`${strings.shell.account}: ${me.display_name}`}>
          <IconUserCircle size={24} stroke={1.6} aria-hidden />
          <span>
            <span className={styles.name}>{me.display_name}</span>
            <span className={styles.role}>{strings.roles[me.role]}</span>
          </span>
          <IconChevronDown size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{strings.shell.appearance}</Menu.Label>
        {SCHEMES.map(({ value, label, icon: Shape }) => (
          <Menu.Item
            key={value} role="menuitemradio" aria-checked={colorScheme === value} leftSection={<Shape size={17} aria-hidden />}
            rightSection={colorScheme === value ? <span aria-hidden>✓</span> : null} onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={17} aria-hidden />} onClick={onHelp}>{strings.shell.keyboard}</Menu.Item>
        <Menu.Item leftSection={<IconLogout size={17} aria-hidden />} onClick={logout}>{strings.shell.logout}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
