/** Cuts a text where the screening's findings begin and end, overlaps included. */

export interface Span {
  /** First code point. */
  start: number;
  /** One past the last code point. */
  end: number;
}

export interface Segment<T extends Span> {
  text: string;
  /** Every span that covers this piece, in the order given; empty for plain text. */
  spans: T[];
}

/**
 * Returns `text` in pieces that each lie wholly inside or outside every span.
 *
 * Offsets count Unicode code points (as Python does): an emoji is one, although JavaScript counts two. Spans that
 * reach outside the text are cut to it; empty ones are left out.
 */
export function segments<T extends Span>(text: string, spans: readonly T[]): Segment<T>[] {
  const points = Array.from(text);
  const inside = spans
    .map((span) => ({ span, start: Math.max(0, span.start), end: Math.min(points.length, span.end) }))
    .filter(({ start, end }) => start < end);
  const cuts = new Set([0, points.length]);
  for (const { start, end } of inside) {
    cuts.add(start);
    cuts.add(end);
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  const pieces: Segment<T>[] = [];
  for (let index = 0; index + 1 < ordered.length; index += 1) {
    const from = ordered[index] ?? 0;
    const to = ordered[index + 1] ?? 0;
    pieces.push({
      text: points.slice(from, to).join(''),
      spans: inside.filter(({ start, end }) => start <= from && end >= to).map(({ span }) => span),
    });
  }
  return pieces;
}

/**
 * Shortens a long text to about `length` code points around its first span, moving the spans along.
 *
 * Cuts at spaces where one is near, and marks each cut with an ellipsis.
 */
export function excerpt<T extends Span>(text: string, spans: readonly T[], length: number): { text: string; spans: T[] } {
  const points = Array.from(text);
  if (points.length <= length) return { text, spans: [...spans] };
  const first = spans.reduce((least, span) => Math.min(least, span.start), spans.length ? points.length : 0);
  let from = Math.max(0, Math.min(first - Math.floor(length / 3), points.length - length));
  let to = Math.min(points.length, from + length);
  if (from > 0) {
    const space = points.indexOf(' ', from);
    if (space !== -1 && space - from < 20 && space < first) from = space + 1;
  }
  if (to < points.length) {
    const space = points.lastIndexOf(' ', to);
    if (space !== -1 && to - space < 20 && space > from) to = space;
  }
  const lead = from > 0 ? '… ' : '';
  const shift = from - lead.length;
  return {
    text: lead + points.slice(from, to).join('') + (to < points.length ? ' …' : ''),
    spans: spans
      .filter((span) => span.end > from && span.start < to)
      .map((span) => ({ ...span, start: Math.max(span.start, from) - shift, end: Math.min(span.end, to) - shift })),
  };
}
