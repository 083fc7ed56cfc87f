import { Anchor, Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import { supervisor } from '../../api/endpoints';
import type { StaffMessage } from '../../api/types';
import { toast } from '../../lib/toasts';
import { strings } from '../../strings';
import { ProblemLine } from '../../ui/States';
import styles from './review.module.css';

const words = strings.review;

/** A rating from 1 to 5 with a comment, on the conversation or on one message. */
export function RatingForm({ conversationId, rated, rating, onRating, onWhole }: {
  conversationId: string;
  rated: StaffMessage | null;
  rating: number | null;
  onRating: (rating: number | null) => void;
  onWhole: () => void;
}) {
  const cache = useQueryClient();
  const [comment, setComment] = useState('');
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: (value: number) =>
      supervisor.review(conversationId, { rating: value, comment: comment.trim(), ...(rated ? { message_id: rated.id } : {}) }),
    onSuccess: () => {
      toast('good', words.saved);
      setComment('');
      setTried(false);
      onRating(null);
      onWhole();
      void cache.invalidateQueries({ queryKey: ['reviews', conversationId] });
      void cache.invalidateQueries({ queryKey: ['search'] });
    },
  });
  const submit = (event?: SyntheticEvent) => {
    event?.preventDefault();
    setTried(true);
    if (rating !== null && !save.isPending) save.mutate(rating);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl + Enter anywhere in the form saves it
    <form onSubmit={submit} onKeyDown={pressed} className={styles.form}>
      <h2>{rated ? words.forMessage(rated.seq) : words.newTitle}</h2>
      {rated ? <Anchor component="button" type="button" size="sm" onClick={onWhole} className={styles.whole ?? ''}>{words.whole}</Anchor> : null}
      <fieldset className={styles.scale}>
        <legend>{words.rating}</legend>
        {words.levels.map((level, index) => {
          const value = index + 1;
          return (
            <label key={value} className={styles.level}>
              <input
                type="radio" name="rating" id={`rating-${value}`} value={value} checked={rating === value} aria-label={`${value}, ${level}`}
                onChange={() => onRating(value)}
              />
              <span className={styles.dot}>{value}</span>
            </label>
          );
        })}
      </fieldset>
      <p className={styles.meaning}>{rating === null ? `1 ${words.levels[0]} … 5 ${words.levels[4]}` : `${rating}: ${words.levels[rating - 1]}`}</p>
      {tried && rating === null ? <p role="alert" className={styles.missing}>{words.missing}</p> : null}
      <Textarea
        id="rating-comment" label={words.comment} description={words.commentHint} autosize minRows={3} maxRows={10} maxLength={4000}
        value={comment} onChange={(event) => setComment(event.currentTarget.value)}
      />
      {save.isError ? <ProblemLine error={save.error} /> : null}
      <Button type="submit" loading={save.isPending}>{words.save}</Button>
      <p className="quiet small">{words.keys}</p>
    </form>
  );
}
