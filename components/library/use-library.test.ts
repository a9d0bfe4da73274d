import { expect, test } from 'vitest';
import { resolvePlan } from '@/lib/plan/resolve';
import type { RunSummary } from '@/lib/protocol/run';
import { joined, mayMoveOthers, newer } from './use-library';

const resolved = resolvePlan({ name: 'a', cluster: { type: 'lab' }, system: { name: 'etcd' } }, 1);

function run(id: string, more: Partial<RunSummary> = {}): RunSummary {
  if (!resolved.ok) throw new Error('the plan must resolve');
  return { id, plan: resolved.value, phase: 'running', createdAt: 1, operations: 0, entries: 0, faults: [], ...more };
}

test('a summary that arrives late does not replace a newer one', () => {
  expect(newer(run('a', { entries: 4 }), run('a', { entries: 3 })).entries).toBe(4);
  expect(newer(run('a', { entries: 3 }), run('a', { entries: 4 })).entries).toBe(4);
});

test('runs that are new, that end and that are labelled bring others into sight, those that count further do not', () => {
  expect(mayMoveOthers(undefined, run('a'))).toBe(true);
  expect(mayMoveOthers(run('a'), run('a', { entries: 5, operations: 3 }))).toBe(false);
  expect(mayMoveOthers(run('a'), run('a', { phase: 'done', outcome: 'valid' }))).toBe(true);
  expect(mayMoveOthers(run('a'), run('a', { label: { isPinned: true } }))).toBe(true);
});

test('a run that stands on two pages is shown once', () => {
  expect(joined([run('a'), run('b')], [run('b'), run('c')]).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});
