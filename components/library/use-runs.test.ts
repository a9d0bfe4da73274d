import { expect, test } from 'vitest';
import { resolvePlan } from '@/lib/plan/resolve';
import type { RunSummary } from '@/lib/protocol/run';
import { mergeRuns } from './use-runs';

const resolved = resolvePlan({ name: 'a', cluster: { type: 'lab' }, system: { name: 'etcd' } }, 1);

function run(id: string, createdAt: number, entries: number): RunSummary {
  if (!resolved.ok) throw new Error('the plan must resolve');
  return { id, plan: resolved.value, phase: 'running', createdAt, operations: 0, entries, faults: [] };
}

test('the newest run comes first', () => {
  expect(mergeRuns([run('a', 1, 0)], [run('b', 2, 0)]).map((each) => each.id)).toEqual(['b', 'a']);
});

test('a summary that has seen more entries replaces the older one', () => {
  expect(mergeRuns([run('a', 1, 3)], [run('a', 1, 4)])).toEqual([run('a', 1, 4)]);
});

test('a summary that arrives late does not replace a newer one', () => {
  expect(mergeRuns([run('a', 1, 4)], [run('a', 1, 3)])).toEqual([run('a', 1, 4)]);
});
