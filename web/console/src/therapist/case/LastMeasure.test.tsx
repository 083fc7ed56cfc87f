import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../api/types';
import { show } from '../../test/show';
import { Result } from './LastMeasure';

const item = (number: number, value: number, watched = false): Measure['items'][number] => ({
  number, name: `item${number}`, label: `Item ${number}`, text: 'The whole item', value, answer: value ? 'Several days' : 'Not at all', watched,
});
const result: Measure = {
  id: 'r2', measure: 'phq9', title: 'PHQ-9', score: 12, most: 27, band: 'moderate', band_title: 'Moderate',
  items: [item(1, 1), item(9, 1, true)], created_at: '2026-11-23T10:00:00Z', changed_at: null,
};

describe('the last questionnaire', () => {
  it('says score and severity, and marks a watched item above 0', () => {
    show(<Result result={result} before={{ ...result, id: 'r1', score: 18 }} />);
    expect(screen.getByText(/12 of 27/)).toBeVisible();
    expect(screen.getByText(/moderate/)).toBeVisible();
    expect(screen.getByText(/18/)).toBeVisible();
    expect(screen.getByText('Item 9').closest('li')).toHaveAttribute('data-alert');
    expect(screen.getByText('Item 1').closest('li')).not.toHaveAttribute('data-alert');
  });

  it('marks nothing when the watched item is 0', () => {
    show(<Result result={{ ...result, items: [item(9, 0, true)] }} />);
    expect(screen.getByText('Item 9').closest('li')).not.toHaveAttribute('data-alert');
  });
});
