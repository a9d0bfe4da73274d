import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendBatch, emptyRunState } from '../../protocol/run-state';
import { drawnOps, drawnState } from '../drawn-history.fixture';
import { Buckets, bucketsOf } from './buckets';
import { outcomes } from './completions';

const sums = (buckets: Buckets) =>
  outcomes.map((outcome) => buckets.counts[outcome].reduce((sum, count) => sum + count, 0));

test('each completion is counted once, however the run arrives', () => {
  const ops = drawnOps(`
    r==.  w==x  w==?  r=
    r.r.r.r.`);
  let state = emptyRunState(2);
  for (const [at, op] of ops.entries()) {
    state = appendBatch(state, { from: at, entries: [op] }).state;
    bucketsOf(state);
  }
  expect(sums(bucketsOf(state))).toEqual([5, 1, 1]);
  expect(sums(bucketsOf(state))).toEqual([state.counts.ok, state.counts.fail, state.counts.info]);
});

test('an operation is counted where it completed', () => {
  const buckets = bucketsOf(drawnState('   r==.   w==x'));
  expect(buckets.counts.ok[Math.floor(3e6 / buckets.nanos)]).toBe(1);
  expect(buckets.counts.fail[Math.floor(10e6 / buckets.nanos)]).toBe(1);
});

test('a run that goes on makes the stretches longer, and loses nothing', () => {
  const times = fc.array(fc.tuple(fc.nat(1e15), fc.constantFrom(...outcomes)), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(times, (completions) => {
      const buckets = new Buckets();
      for (const [time, outcome] of completions) buckets.take(time, outcome);
      expect(sums(buckets).reduce((a, b) => a + b)).toBe(completions.length);
      for (const [time, outcome] of completions) {
        const bucket = Math.floor(time / buckets.nanos);
        expect(bucket).toBeLessThan(buckets.length);
        expect(buckets.counts[outcome][bucket]).toBeGreaterThan(0);
      }
    }),
  );
});

test('a time before the start or without an end is counted at the edge', () => {
  const buckets = new Buckets();
  for (const time of [-5, Number.POSITIVE_INFINITY]) buckets.take(time, 'ok');
  expect(sums(buckets)).toEqual([2, 0, 0]);
});
