import { Anchor } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Review, StaffMessage } from '../../api/types';
import { dateTime } from '../../lib/time';
import { strings } from '../../strings';
import { Loading, Problem } from '../../ui/States';
import { RatingForm } from './RatingForm';
import styles from './review.module.css';

const words = strings.review;

interface Props {
  conversationId: string;
  reviews: UseQueryResult<Review[]>;
  messages: readonly StaffMessage[];
  /** The message being rated; null for the conversation. */
  rated: StaffMessage | null;
  rating: number | null;
  onRating: (rating: number | null) => void;
  onWhole: () => void;
  onShow: (seq: number) => void;
}

export function ReviewPanel({ conversationId, reviews, messages, rated, rating, onRating, onWhole, onShow }: Props) {
  return (
    <aside className={`panel ${styles.panel}`} aria-label={words.title}>
      <RatingForm conversationId={conversationId} rated={rated} rating={rating} onRating={onRating} onWhole={onWhole} />
      <section className={styles.list}>
        <h2>{words.title}</h2>
        {reviews.isPending ? <Loading /> : null}
        {reviews.isError ? <Problem error={reviews.error} onRetry={() => void reviews.refetch()} /> : null}
        {reviews.data?.length === 0 ? <p className="quiet">{words.none}</p> : null}
        <ul className="plain-list">
          {reviews.data?.map((review) => (
            <li key={review.id} className={styles.review}>
              <p>
                <Stars rating={review.rating} /> <strong>{words.levels[review.rating - 1]}</strong>{' '}
                <On review={review} messages={messages} onShow={onShow} />
              </p>
              {review.comment ? <p className={styles.comment}>{review.comment}</p> : null}
              <p className="quiet small">{review.reviewer_name}, {dateTime(review.created_at)}</p>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  );
}

function On({ review, messages, onShow }: { review: Review; messages: readonly StaffMessage[]; onShow: (seq: number) => void }) {
  if (review.message_id === null) return <span className="quiet">{words.onConversation}</span>;
  const message = messages.find((each) => each.id === review.message_id);
  if (!message) return <span className="quiet">{words.onMessage('')}</span>;
  return <Anchor component="button" type="button" size="sm" onClick={() => onShow(message.seq)}>{words.onMessage(String(message.seq))}</Anchor>;
}

function Stars({ rating }: { rating: number }) {
  return (
    <span>
      <span aria-hidden className={styles.stars}>{'●'.repeat(rating)}{'○'.repeat(5 - rating)}</span>
      <span className="hidden-text">{words.of5(rating)}</span>
    </span>
  );
}
