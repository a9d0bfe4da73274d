import { describe, expect, it } from 'vitest';
import { randomFrom } from '../base/random';
import type { Op } from '../history/op';
import { arrivals, arrivalTimes } from './arrivals';
import { timeLimit } from './pace';
import { type Answer, simulate } from './simulate';
import { drawn, invocations, moody, steady } from './simulation.fixture';
import { count, repeat } from './source';
import { clients } from './threads';

const limitSeconds = 10;
const arrivalOf = ({ extra }: Op) => extra?.arrival as number;

function load(seed: number, perSecond: number, answer: (op: Op) => Answer, concurrency = 5): readonly Op[] {
  const generator = clients(timeLimit(limitSeconds, arrivals(perSecond, randomFrom(seed), repeat('read'))));
  return simulate(generator, { concurrency, maxOps: 100_000, answer });
}

const scheduled = (seed: number, perSecond: number) => [
  ...arrivalTimes(perSecond, randomFrom(seed), limitSeconds * 1e9),
];
const seeds = Array.from({ length: 30 }, (_, seed) => seed);

describe('arrivals', () => {
  it('come at the rate, independent of each other', () => {
    const gaps = seeds.flatMap((seed) => {
      const times = scheduled(seed, 100);
      return times.slice(1).map((time, i) => time - (times[i] ?? 0));
    });
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(Math.abs(mean / 1e7 - 1)).toBeLessThan(0.03);
    // Of exponential gaps as many are longer than the mean as this.
    expect(Math.abs(gaps.filter((gap) => gap > 1e7).length / gaps.length - Math.exp(-1))).toBeLessThan(0.01);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
  });

  it('begin an operation each, at its moment, as long as a client is free', () => {
    for (const seed of seeds) {
      const begun = invocations(load(seed, 50, steady(0.001).answer));
      expect(begun.map(({ time }) => time)).toEqual(scheduled(seed, 50));
      expect(begun.map(arrivalOf)).toEqual(scheduled(seed, 50));
    }
  });

  it('are the same, whatever becomes of the operations', () => {
    for (const seed of seeds) {
      const planned = new Set(scheduled(seed, 50));
      const begun = invocations(load(seed, 50, moody(seed, 0.4).answer));
      for (const op of begun) {
        expect(op.time).toBe(arrivalOf(op));
        expect(planned.delete(arrivalOf(op))).toBe(true);
      }
    }
  });

  it('pass exactly where every client waits', () => {
    for (const seed of seeds) {
      const history = load(seed, 50, moody(seed, 0.4).answer);
      const begun = new Set(invocations(history).map(arrivalOf));
      for (const time of scheduled(seed, 50)) {
        // Completions of the same moment come first.
        const before = history.filter((op) => op.time < time || (op.time === time && op.type !== 'invoke'));
        const open = before.reduce((sum, { type }) => sum + (type === 'invoke' ? 1 : -1), 0);
        expect(begun.has(time)).toBe(open < 5);
      }
    }
  });

  it('never have more operations open than there are clients', () => {
    const history = load(1, 1000, moody(1, 0.4).answer);
    let open = 0;
    for (const { type } of history) {
      open += type === 'invoke' ? 1 : -1;
      expect(open).toBeLessThanOrEqual(5);
    }
  });

  it('go on while everything that came before hangs', () => {
    const history = load(1, 10, () => ({ latencyNanos: 60e9, type: 'info' }), 200);
    expect(invocations(history)).toHaveLength(scheduled(1, 10).length);
  });

  it('take no operation from the generator that they do not begin', () => {
    const generator = clients(timeLimit(limitSeconds, arrivals(100, randomFrom(7), count('add'))));
    const added = invocations(simulate(generator, moody(7, 0.5))).map(({ value }) => value);
    expect(added).toEqual(added.map((_, place) => place));
    expect(added.length).toBeLessThan(scheduled(7, 100).length);
  });

  it('end with the generator', () => {
    const generator = clients(arrivals(1, randomFrom(1), timeLimit(0, repeat('read'))));
    expect(drawn(simulate(generator, steady(1)))).toEqual([]);
  });
});
