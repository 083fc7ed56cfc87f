import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { serve } from '../../test/server';
import { show } from '../../test/show';
import { AuditPage } from './AuditPage';

const entry = (seq: number, id: string) => ({
  seq, at: '2026-11-23T10:00:00Z', event: 'case:changed', actor_name: 'T', actor_role: 'therapist', object_type: 'case', object_id: id, facts: {},
});

describe('AuditPage', () => {
  it('tells ids of one moment apart, and shows the entries of the one that is chosen', async () => {
    const ids = ['01a21497aaaaaaaaaaaaaaaa11111111', '01a21497aaaaaaaaaaaaaaaa22222222'];
    const calls = serve({
      'GET /supervisor/audit': { body: { entries: ids.map((id, index) => entry(index, id)), chain: { ok: true, length: 2, head: 'abc' } } },
    });
    show(<AuditPage />, { path: '/audit' });
    expect(await screen.findByText('11111111')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: `Only entries on case ${ids[1] ?? ''}` }));
    expect(screen.getByLabelText(/Object id/)).toHaveValue(ids[1]);
    expect(calls.at(-1)?.path).toContain(`object_id=${ids[1] ?? ''}`);
  });
});
