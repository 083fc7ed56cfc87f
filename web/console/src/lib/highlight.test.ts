import { describe, expect, it } from 'vitest';
import { excerpt, segments } from './highlight';

const cut = (text: string, ...spans: [number, number][]) =>
  segments(text, spans.map(([start, end], index) => ({ start, end, index }))).map((part) => [part.text, part.spans.map((span) => span.index)]);

describe('segments', () => {
  it('leaves a text without findings whole', () => {
    expect(cut('all well')).toEqual([['all well', []]]);
    expect(cut('')).toEqual([]);
  });

  it('marks one finding', () => {
    expect(cut('I feel numb here', [7, 11])).toEqual([['I feel ', []], ['numb', [0]], [' here', []]]);
  });

  it('cuts overlapping and nested findings where each begins and ends', () => {
    expect(cut('abcdef', [0, 4], [2, 6])).toEqual([['ab', [0]], ['cd', [0, 1]], ['ef', [1]]]);
    expect(cut('abcdef', [0, 6], [2, 3])).toEqual([['ab', [0]], ['c', [0, 1]], ['def', [0]]]);
    expect(cut('abc', [0, 3], [0, 3])).toEqual([['abc', [0, 1]]]);
  });

  it('keeps findings that touch apart', () => {
    expect(cut('abcd', [0, 2], [2, 4])).toEqual([['ab', [0]], ['cd', [1]]]);
  });

  it('counts code points as Python does, not UTF-16 units', () => {
    // In Python: "😟😟 numb"[3:7] == "numb"
    expect(cut('😟😟 numb', [3, 7])).toEqual([['😟😟 ', []], ['numb', [0]]]);
    expect(cut('a😟b', [1, 2])).toEqual([['a', []], ['😟', [0]], ['b', []]]);
    // A family emoji is seven code points joined; a flag is two; e with a combining accent is two.
    expect(cut('👨‍👩‍👧‍👦 help', [8, 12]).at(-1)).toEqual(['help', [0]]);
    expect(cut('🇬🇧 help', [3, 7]).at(-1)).toEqual(['help', [0]]);
    expect(cut('cafe\u0301 help', [6, 10]).at(-1)).toEqual(['help', [0]]);
  });

  it('survives a lone surrogate', () => {
    expect(cut('\ud83d numb', [2, 6]).at(-1)).toEqual(['numb', [0]]);
  });

  it('cuts findings to the text and drops empty ones', () => {
    expect(cut('abc', [-5, 2], [2, 99], [1, 1], [9, 12])).toEqual([['ab', [0]], ['c', [1]]]);
  });

  it('loses no character, whatever the findings', () => {
    const text = 'one 😟 two 👩‍👦 three';
    const spans: [number, number][] = [[0, 5], [3, 9], [4, 4], [8, 200], [12, 14]];
    expect(cut(text, ...spans).map(([part]) => part).join('')).toBe(text);
  });
});

describe('excerpt', () => {
  it('leaves a short text alone', () => {
    expect(excerpt('short', [{ start: 0, end: 5 }], 20)).toEqual({ text: 'short', spans: [{ start: 0, end: 5 }] });
  });

  it('moves the findings along with the text', () => {
    const text = `${'word '.repeat(60)}😟 numb ${'word '.repeat(60)}`;
    const start = Array.from(text.slice(0, text.indexOf('numb'))).length;
    const short = excerpt(text, [{ start, end: start + 4 }], 80);
    expect(Array.from(short.text).length).toBeLessThan(90);
    expect(short.text.startsWith('… ')).toBe(true);
    expect(short.text.endsWith(' …')).toBe(true);
    const marked = segments(short.text, short.spans).filter((part) => part.spans.length).map((part) => part.text);
    expect(marked).toEqual(['numb']);
  });

  it('keeps a finding at the very end', () => {
    const text = `${'word '.repeat(60)}numb`;
    const short = excerpt(text, [{ start: 300, end: 304 }], 80);
    expect(segments(short.text, short.spans).at(-1)).toMatchObject({ text: 'numb' });
  });
});
