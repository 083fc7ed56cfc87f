import { Button } from '@mantine/core';
import { IconSignRight } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import { useSession } from '../session/session';
import { strings } from '../strings';
import { Empty } from '../ui/States';
import { usePageTitle } from '../ui/usePageTitle';
import { belongs, homeOf, isKnown, navigation } from './roles';

/** For an address that does not exist, or that this role does not use. */
export function NotHere() {
  const { me } = useSession();
  const [path] = useLocation();
  const known = isKnown(path) && !navigation(me.role).some((item) => belongs(item, path));
  const title = known ? strings.notHere.title : strings.notHere.unknownTitle;
  usePageTitle(title);
  return (
    <>
      <h1 className="hidden-text">{title}</h1>
      <Empty
        icon={IconSignRight} title={title}
        action={<Button component={Link} href={homeOf(me.role)} variant="default">{strings.notHere.home}</Button>}
      >
        {known ? strings.notHere.role(strings.roles[me.role]) : strings.notHere.unknown}
      </Empty>
    </>
  );
}
