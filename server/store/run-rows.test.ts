import { expect, test } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import type { RunSummary } from '@/lib/protocol/run';
import { RunRows, toRow } from './run-rows';
import type { runs } from './schema';

const plan = planSchema.parse({ name: 'rows', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });

const done: RunSummary = {
  id: 'a',
  plan,
  phase: 'done',
  outcome: 'invalid',
  createdAt: 1000,
  operations: 7,
  entries: 20,
  faults: [{ fault: 'pause', start: 5, end: 10 }],
  headline: 'Element lost',
  experiment: { id: 'e', combination: 2, repeat: 0 },
};

/** As the database gives it back: JSON made anew, and a null in every column that was not written. */
function rowOf(run: RunSummary, more: Partial<typeof runs.$inferSelect> = {}): typeof runs.$inferSelect {
  return { ...(structuredClone(toRow(run)) as typeof runs.$inferSelect), ...more };
}

test('a run comes out of its row as it went in', () => {
  expect(new RunRows().summaryOf(rowOf(done))).toStrictEqual(done);
});

test('a row that no version wrote is refused', () => {
  const rows = new RunRows();
  expect(() => rows.summaryOf(rowOf(done, { phase: 'sideways' }))).toThrow('phase');
  expect(() => rows.summaryOf(rowOf(done, { measures: { ok: 'many' } }))).toThrow('measures');
  expect(() => rows.summaryOf(rowOf(done, { plan: { version: 99 } }))).toThrow('newer Clew');
});

test('a run that is over is checked once, until it is written again', () => {
  const rows = new RunRows();
  const known = rows.summaryOf(rowOf(done));
  expect(rows.summaryOf(rowOf(done))).toBe(known);
  rows.forget('a');
  expect(rows.summaryOf(rowOf({ ...done, headline: 'Lost update' })).headline).toBe('Lost update');
});

test('a run that goes on is read each time', () => {
  const rows = new RunRows();
  const { outcome: _, ...running } = { ...done, phase: 'running' as const };
  expect(rows.summaryOf(rowOf(running)).operations).toBe(7);
  expect(rows.summaryOf(rowOf({ ...running, operations: 8 })).operations).toBe(8);
});

test('a thousand runs are kept, the latest ones', () => {
  const rows = new RunRows();
  const ids = Array.from({ length: 1001 }, (_, i) => `r${i}`);
  const known = ids.map((id) => rows.summaryOf(rowOf({ ...done, id })));
  expect(rows.summaryOf(rowOf({ ...done, id: 'r1000' }))).toBe(known[1000]);
  expect(rows.summaryOf(rowOf({ ...done, id: 'r1' }))).toBe(known[1]);
  expect(rows.summaryOf(rowOf({ ...done, id: 'r0' }))).not.toBe(known[0]);
});
