import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import type { StaffMessage } from '../../api/types';
import { aMessage } from '../../test/make';
import { serve } from '../../test/server';
import { show } from '../../test/show';
import { RatingForm } from './RatingForm';

function Form({ rated = null }: { rated?: StaffMessage | null }) {
  const [rating, setRating] = useState<number | null>(null);
  return <RatingForm conversationId="v1" rated={rated} rating={rating} onRating={setRating} onWhole={() => undefined} />;
}

describe('RatingForm', () => {
  it('rates a message by keyboard', async () => {
    const calls = serve({ 'POST /supervisor/conversations/v1/reviews': { status: 201, body: {} } });
    show(<Form rated={aMessage(7)} />);
    expect(screen.getByRole('heading', { name: 'Rate message 7' })).toBeVisible();
    screen.getByRole('radio', { name: '4, Good' }).focus();
    await userEvent.keyboard(' ');
    await userEvent.type(screen.getByRole('textbox', { name: 'Comment' }), 'Clear.');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.body).toEqual({ rating: 4, comment: 'Clear.', message_id: 'm7' });
    expect(await screen.findByText('Your rating is saved.')).toBeVisible();
  });

  it('asks for a rating before it saves', async () => {
    const calls = serve({});
    show(<Form />);
    await userEvent.click(screen.getByRole('button', { name: 'Save rating' }));
    expect(screen.getByRole('alert')).toHaveTextContent('Choose a rating from 1 to 5.');
    expect(calls).toHaveLength(0);
  });
});
