import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve } from '../test/server';
import { show } from '../test/show';
import { CaseloadsPage } from './CaseloadsPage';

const person = (id: string, role: string, disabled = false) => ({
  id, role, display_name: id, login: null, disabled_at: disabled ? '2026-11-23T10:00:00Z' : null,
});

describe('CaseloadsPage', () => {
  it('shows who guides whom, and first the patients whom nobody guides any more', async () => {
    serve({
      'GET /admin/people': { body: { people: [
        person('Ada', 'patient'), person('Ben', 'patient'), person('Cem', 'patient'), person('Tess', 'therapist'), person('Gone', 'therapist', true),
      ] } },
      'GET /admin/caseloads': { body: { caseloads: [
        { therapist_id: 'Tess', patient_id: 'Ada' }, { therapist_id: 'Gone', patient_id: 'Ada' }, { therapist_id: 'Gone', patient_id: 'Ben' },
      ] } },
    });
    show(<CaseloadsPage />);
    const rows = within(await screen.findByRole('table')).getAllByRole('row').slice(1).map((row) => row.textContent);
    expect(rows).toEqual([
      'BenGone (disabled)Nobody: every therapist sees this patient', 'CemNobody: every therapist sees this patient', 'AdaTess, Gone (disabled)',
    ]);
  });
});
