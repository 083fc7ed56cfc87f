import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../api/types';
import { show } from '../../test/show';
import { Results } from './Measures';

const item = (number: number, value: number, watched = false): Measure['items'][number] => ({
  number, name: `item${number}`, label: `Item ${number}`, text: 'The whole item', value, answer: value ? 'Several days' : 'Not at all', watched,
});
const phq9: Measure = {
  id: 'r2', measure: 'phq9', title: 'PHQ-9', score: 18, most: 27, threshold: 10, band: 'moderately_severe', band_title: 'Moderately severe',
  subscales: [], items: [item(1, 1), item(9, 1, true)], created_at: '2026-11-23T10:00:00Z', changed_at: null,
  since_last: { score: 11, at: '2026-11-09T10:00:00Z', points: 7, movement: 'worse', reliable: true },
  since_first: { score: 15, at: '2026-10-26T10:00:00Z', points: 3, movement: 'same', reliable: false },
  trend: { slope: 0.75, rise: 3, count: 3, movement: 'same' },
};
const phq4: Measure = {
  ...phq9, id: 'r3', measure: 'phq4', title: 'PHQ-4', score: 4, most: 12, band: 'mild', band_title: 'Mild', items: [item(1, 3)],
  subscales: [{ name: 'anxiety', title: 'Anxiety', score: 3, threshold: 3 }], since_last: null, since_first: null, trend: null,
};
const row = (name: RegExp) => screen.getByRole('row', { name });

describe('the questionnaires', () => {
  it('says score and severity, and marks a watched item above 0', () => {
    show(<Results results={[phq4, phq9]} />);
    expect(row(/PHQ-9/)).toHaveTextContent('18 of 27, moderately severe');
    expect(screen.getByText('Item 9').closest('li')).toHaveAttribute('data-alert');
    expect(screen.getByText('Item 9').closest('details')).toHaveAttribute('open');
    expect(within(screen.getByText('Item 9').closest('ol') as HTMLElement).getByText('Item 1').closest('li')).not.toHaveAttribute('data-alert');
  });

  it('says what changed, whether that is reliable, and where it goes', () => {
    show(<Results results={[phq9]} />);
    expect(screen.getByText('+7').parentElement).toHaveTextContent('+7 reliably worse');
    expect(screen.getByText('+7').parentElement).toHaveAttribute('data-worse');
    expect(screen.getByText('+3').parentElement).toHaveTextContent('+3 not reliable');
    expect(screen.getByText('+3').parentElement).not.toHaveAttribute('data-worse');
    expect(row(/PHQ-9/)).toHaveTextContent('+0.75 a week, no clear trend');
  });

  it('shows one row for each, of the last result, and nothing where there is nothing to compare', () => {
    show(<Results results={[{ ...phq9, id: 'r4', score: 9 }, phq4, phq9]} />);
    expect(screen.getAllByRole('row')).toHaveLength(3);
    expect(row(/PHQ-9/)).toHaveTextContent('9 of 27');
    expect(row(/PHQ-4/)).toHaveTextContent('–––');
    expect(screen.getByText('Anxiety: 3, from 3 on a closer look')).toBeInTheDocument();
  });

  it('marks nothing when the watched item is 0', () => {
    show(<Results results={[{ ...phq9, items: [item(9, 0, true)] }]} />);
    expect(screen.getByText('Item 9').closest('li')).not.toHaveAttribute('data-alert');
  });
});
