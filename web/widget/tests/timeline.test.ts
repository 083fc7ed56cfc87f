import { describe, expect, test } from "vitest";
import { Timeline } from "../src/timeline";
import { message } from "./fakes";

const seqs = (timeline: Timeline): number[] => timeline.all.map(({ seq }) => seq);
const some = (...numbers: number[]): ReturnType<typeof message>[] => numbers.map((seq) => message(seq));

describe("what is promised to be complete", () => {
  test("grows with the next message and stops at a gap", () => {
    const timeline = new Timeline();
    timeline.start(some(3, 4, 5), 5, true);
    timeline.live(message(6));
    expect([timeline.through, timeline.gap]).toEqual([6, false]);
    timeline.live(message(8));
    expect([timeline.through, timeline.gap]).toEqual([6, true]);
    timeline.live(message(7));
    expect([timeline.through, timeline.gap]).toEqual([8, false]);
  });

  test("an answer of the server closes even a number that does not exist", () => {
    const timeline = new Timeline();
    timeline.start(some(1), 1, false);
    timeline.live(message(4));
    timeline.newer(some(2, 4), 1);
    expect([seqs(timeline), timeline.through, timeline.gap]).toEqual([[1, 2, 4], 4, false]);
  });

  test("an answer to an old question promises nothing beyond its gap", () => {
    const timeline = new Timeline();
    timeline.start(some(1), 1, false);
    timeline.newer(some(9), 8);
    expect(timeline.through).toBe(1);
  });

  test("a page that was read before the last message does not lose it", () => {
    const timeline = new Timeline();
    timeline.live(message(3));
    timeline.start(some(1, 2), 2, false);
    expect([seqs(timeline), timeline.through]).toEqual([[1, 2, 3], 3]);
  });

  test("every order of arrival ends the same", () => {
    const orders = permutations([2, 3, 4, 5]);
    for (const order of orders) {
      const timeline = new Timeline();
      timeline.start(some(1), 1, false);
      for (const seq of [...order, ...order]) timeline.live(message(seq));
      expect([seqs(timeline), timeline.through]).toEqual([[1, 2, 3, 4, 5], 5]);
    }
  });
});

function permutations(items: number[]): number[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
