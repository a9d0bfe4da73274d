import { describe, expect, it } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import type { RunSummary } from '@/lib/protocol/run';
import { newSummary } from '@/lib/protocol/summary';
import { countsOf, formatFilter, matches, parseFilter, type RunFilter, stateOf } from './run-filter';

function run(id: string, system: 'etcd' | 'memory', more: Partial<RunSummary> = {}): RunSummary {
  const cluster = { type: system === 'etcd' ? 'lab' : 'memory' };
  const plan = planSchema.parse({ name: id, cluster, system: { name: system }, seed: 1 });
  return { ...newSummary({ id, plan, createdAt: 0 }), ...more };
}

const runs = [
  run('a', 'etcd', { phase: 'done', outcome: 'invalid', systemVersion: '3.4.23' }),
  run('b', 'etcd', { phase: 'done', outcome: 'valid', systemVersion: '3.5.16' }),
  run('c', 'etcd', { phase: 'done', outcome: 'invalid', systemVersion: '3.5.16' }),
  run('d', 'memory', { phase: 'running' }),
];
const shown = (filter: RunFilter) => runs.filter((one) => matches(one, filter)).map(({ id }) => id);

describe('the runs that are shown', () => {
  it('are all of them without a filter', () => {
    expect(shown({})).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are those that each field of the filter allows', () => {
    expect(shown({ system: 'etcd' })).toEqual(['a', 'b', 'c']);
    expect(shown({ version: '3.5.16' })).toEqual(['b', 'c']);
    expect(shown({ version: '3.5.16', state: 'invalid' })).toEqual(['c']);
    expect(shown({ state: 'under way' })).toEqual(['d']);
  });

  it('are counted for each choice, the other fields as they are', () => {
    expect([...countsOf(runs, { system: 'etcd' }, stateOf)]).toEqual([
      ['invalid', 2],
      ['valid', 1],
    ]);
    expect([...countsOf(runs, {}, ({ systemVersion }) => systemVersion)]).toEqual([
      ['3.4.23', 1],
      ['3.5.16', 2],
    ]);
  });
});

describe('a filter in the address', () => {
  it.each([{}, { state: 'invalid' }, { system: 'etcd', version: '3.4.23 on n1; 3.5.16 on n2, n3' }] as const)(
    'is read as it was written: %o',
    (filter) => {
      expect(parseFilter(new URLSearchParams(formatFilter(filter)))).toEqual({
        state: undefined,
        system: undefined,
        version: undefined,
        ...filter,
      });
    },
  );

  it('says nothing where everything is shown', () => {
    expect(formatFilter(parseFilter(new URLSearchParams('verdict=perfect&system=oracle&version=')))).toBe('');
  });
});
