import { expect, test } from 'vitest';
import type { Plan } from '../plan/plan';
import { clockWords, elapsedWords, runTitle, violationTitle } from './run-words';

test('elapsed times read as a person would say them', () => {
  expect(elapsedWords(432)).toBe('0.4 s');
  expect(elapsedWords(59_900)).toBe('59.9 s');
  expect(elapsedWords(125_000)).toBe('2 min 05 s');
  expect(elapsedWords(-5)).toBe('0.0 s');
  expect(clockWords(18_900)).toBe('00:18');
  expect(violationTitle(12_430_000_000)).toBe('Violation found at 12.4 s');
});

test('a title says the system, its version, the read level and the faults', () => {
  const plan = {
    system: { name: 'etcd' },
    client: { readLevel: 'local' },
    faults: [{ name: 'partition-random-halves', restSeconds: 5, durationSeconds: 5 }],
  } as Plan;
  expect(runTitle({ plan, systemVersion: '3.4.23' })).toEqual([
    'etcd 3.4.23',
    'local reads',
    'partition into random halves',
  ]);
  const paused = {
    ...plan,
    faults: [{ name: 'pause' as const, targets: 'leader' as const, restSeconds: 5, durationSeconds: 5 }],
  };
  expect(runTitle({ plan: paused })[2]).toBe('pause processes: the leader');
  const twice = { ...paused, faults: [...paused.faults, ...plan.faults, ...paused.faults] };
  expect(runTitle({ plan: twice })[2]).toBe('pause processes: the leader, partition into random halves');
  expect(runTitle({ plan })[0]).toBe('etcd');
  expect(runTitle({ plan, systemVersion: 'etcd 3.5' })[0]).toBe('etcd 3.5');
});

test('a title says whether the index was tracked', () => {
  const plan = {
    system: { name: 'consul' },
    client: { readLevel: 'stale', tracksIndex: true },
    faults: [] as const,
  } as unknown as Plan;
  expect(runTitle({ plan, systemVersion: '1.8.7' })).toEqual([
    'Consul 1.8.7',
    'stale reads, index tracked',
    'no faults',
  ]);
});
