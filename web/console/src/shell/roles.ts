/** Which pages a role has; the gateway decides what it may do, this decides what it is shown. */
import type { Role } from '../api/types';
import { strings } from '../strings';

export interface NavItem {
  path: string;
  label: string;
  /** Paths below these belong to the item too. */
  also?: string;
}

export const NAVIGATION: Record<Exclude<Role, 'patient'>, readonly NavItem[]> = {
  therapist: [
    { path: '/queue', label: strings.shell.queue, also: '/cases' },
    { path: '/patients', label: strings.shell.patients },
  ],
  supervisor: [
    { path: '/search', label: strings.shell.search, also: '/transcripts' },
    { path: '/late', label: strings.shell.late, also: '/cases' },
    { path: '/audit', label: strings.shell.audit },
  ],
  administrator: [
    { path: '/people', label: strings.shell.people },
    { path: '/caseloads', label: strings.shell.caseloads },
    { path: '/late', label: strings.shell.late },
  ],
};

export function navigation(role: Role): readonly NavItem[] {
  return role === 'patient' ? [] : NAVIGATION[role];
}

export function homeOf(role: Role): string {
  return navigation(role)[0]?.path ?? '/';
}

/** Whether any role has a page at `path`. */
export function isKnown(path: string): boolean {
  return Object.values(NAVIGATION).flat().some((item) => belongs(item, path));
}

export function belongs(item: NavItem, path: string): boolean {
  return [item.path, item.also].some((root) => root !== undefined && (path === root || path.startsWith(`${root}/`)));
}
