import { describe, expect, it } from 'vitest';
import { aMessage } from '../test/make';
import { mergeMessages } from './merge';

const seqs = (messages: { seq: number }[]) => messages.map((message) => message.seq);
const understanding = { intent: 'greet', confidence: 1, entities: [], actions: [], model_id: 'm' };

describe('mergeMessages', () => {
  it('puts live messages behind the page', () => {
    expect(seqs(mergeMessages([aMessage(1), aMessage(2)], [aMessage(3)]))).toEqual([1, 2, 3]);
  });

  it('puts earlier pages in front, whatever order they come in', () => {
    expect(seqs(mergeMessages([aMessage(5)], [aMessage(4), aMessage(2), aMessage(3)]))).toEqual([2, 3, 4, 5]);
  });

  it('keeps each message once when a line comes back and sends some again', () => {
    expect(seqs(mergeMessages([aMessage(1), aMessage(2)], [aMessage(2), aMessage(3), aMessage(3)]))).toEqual([1, 2, 3]);
  });

  it('fills in what the assistant understood when it is known', () => {
    const [message] = mergeMessages([aMessage(1)], [aMessage(1, { understanding })]);
    expect(message?.understanding).toEqual(understanding);
  });

  it('never takes away what is known', () => {
    const [message] = mergeMessages([aMessage(1, { understanding })], [aMessage(1)]);
    expect(message?.understanding).toEqual(understanding);
  });

  it('gives back the same list when nothing came, so that nothing is drawn again', () => {
    const known = [aMessage(1)];
    expect(mergeMessages(known, [])).toBe(known);
  });
});
