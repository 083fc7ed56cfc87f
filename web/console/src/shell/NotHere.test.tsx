import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me } from '../test/make';
import { show } from '../test/show';
import { NotHere } from './NotHere';

describe('NotHere', () => {
  it.each([
    ['/audit', 'This page is not for you'],
    ['/nonsense', 'There is no such page'],
    ['/queue/mistyped', 'There is no such page'],
  ])('tells another role\'s page from one that does not exist: %s', (path, title) => {
    show(<NotHere />, { path, me: { ...me, role: 'therapist' } });
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent(title);
    expect(screen.getByRole('link', { name: 'Go to your start page' })).toHaveAttribute('href', '/queue');
  });
});
