import { expect, it } from 'vitest';
import { present } from '../../base/assert';
import type { Json } from '../../base/json';
import type { Op } from '../../history/op';
import { memory } from '../systems/memory';
import { type WorkloadName, workloadNamed, workloads, workloadsOf } from './registry';

/** The operations one after another: what each came to. */
function outcomes(name: WorkloadName, ops: readonly (readonly [string, Json, key?: Json])[]): readonly Json[] {
  const structure = present(workloadNamed(name).structure, `the structure of ${name}`);
  let state: Json = null;
  return ops.map(([f, value, key]) => {
    const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value, ...(key === undefined ? {} : { key }) };
    if (f === 'read') return structure.read(state, op);
    const update = structure.update(state, op);
    if (update === 'waits') return update;
    if ('refused' in update) return update.refused;
    state = update.state;
    return 'ok';
  });
}

it.each([
  [
    'register',
    [
      ['read', null],
      ['write', 1],
      ['cas', [1, 2]],
      ['cas', [1, 3]],
      ['read', null],
    ],
    [null, 'ok', 'ok', 'compare-failed', 2],
  ],
  [
    'registers',
    [
      ['read', null, 7],
      ['write', 1, 7],
      ['cas', [1, 2], 8],
      ['cas', [1, 2], 7],
      ['read', null, 7],
      ['read', null, 8],
    ],
    [null, 'ok', 'compare-failed', 'ok', 2, null],
  ],
  [
    'set',
    [
      ['read', null],
      ['add', 1],
      ['add', 2],
      ['read', null],
    ],
    [[], 'ok', 'ok', [1, 2]],
  ],
  [
    'mutex',
    [
      ['acquire', null],
      ['acquire', null],
      ['release', null],
      ['release', null],
    ],
    ['ok', 'waits', 'ok', 'not held'],
  ],
  ['set', [['write', 1]], ['unknown operation write']],
] as const)('%s: %j', (name, ops, expected) => {
  expect(outcomes(name, ops)).toEqual(expected);
});

it('makes a workload one of the in-memory system', () => {
  const structured = workloads.filter(({ structure }) => structure !== undefined).map(({ name }) => name);
  expect(workloadsOf(memory)).toEqual(structured);
  expect(structured).toContain('queue');
});
