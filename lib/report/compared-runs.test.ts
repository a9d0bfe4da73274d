import { expect, test } from 'vitest';
import { planSchema } from '../plan/plan';
import type { RunSummary } from '../protocol/run';
import { changesBetween, comparedFacts } from './compared-runs';

const run = (change: Partial<RunSummary> & { readonly clients?: number; readonly seed?: number } = {}): RunSummary => {
  const { clients = 5, seed = 1, ...rest } = change;
  const plan = planSchema.parse({
    ...{ version: 2, name: 'x', cluster: { type: 'lab' }, system: { name: 'etcd' }, seed },
    load: { concurrency: clients },
  });
  const measures = { ok: 300, fail: 2, info: 1, latency: { p50: 1e6, p95: 2e6, p99: 3e6 } };
  return {
    ...{
      id: `run${seed}`,
      plan,
      phase: 'done',
      outcome: 'valid',
      createdAt: 0,
      operations: 303,
      entries: 0,
      faults: [],
    },
    ...{ systemVersion: '3.4.23', testedNanos: 30e9, measures },
    ...rest,
  };
};

test('a repeat with another seed changed nothing', () => {
  expect(changesBetween(run(), run({ seed: 2 }))).toEqual([]);
});

test('what changed is the verdict, the version, the plan and the numbers, in this order', () => {
  const measures = { ok: 60, fail: 2, info: 1, latency: { p50: 1e6, p95: 2e6, p99: 90e6 } };
  const after = run({
    ...{ seed: 3, clients: 8, systemVersion: '3.5.16', outcome: 'invalid', headline: 'Not linearizable' },
    ...{ violationTime: 6.2e9, measures },
  });
  const changes = changesBetween(run(), after);
  expect(changes.map(({ title }) => title.replace(/^Plan: .*/, 'Plan'))).toEqual([
    ...['Verdict', 'First violation', 'Version of the system', 'Plan'],
    ...['Succeeded a second', 'Latency p99'],
  ]);
  expect(changes[2]).toEqual({ title: 'Version of the system', before: '3.4.23', after: '3.5.16' });
  expect(changes[3]).toMatchObject({ before: '5', after: '8' });
  expect(changes[1]).toMatchObject({ before: undefined, after: 'Not linearizable, at 6.200 s' });
  expect(changes[4]).toMatchObject({ before: '10', after: '2' });
});

test('another Clew is a change, and so are faults that a person made', () => {
  const first = run({ clew: { version: '0.2.0' } });
  const byHand = { fault: 'pause', start: 1, end: 2, isByHand: true as const };
  const second = run({ seed: 2, clew: { version: '0.2.0', commit: '8d57454a1c' }, faults: [byHand] });
  expect(changesBetween(first, second)).toEqual([
    { title: 'Run by', before: 'Clew 0.2.0', after: 'Clew 0.2.0 (8d57454a1c)' },
    { title: 'Faults made by hand', before: undefined, after: '1' },
  ]);
});

test('numbers that are a little apart are no change', () => {
  const measures = { ok: 310, fail: 9, info: 4, latency: { p50: 1.05e6, p95: 2e6, p99: 2.9e6 } };
  expect(changesBetween(run(), run({ seed: 2, measures, testedNanos: 30.2e9 }))).toEqual([]);
});

test('what no run knows is no row, and what one knows is undefined for the others', () => {
  const { systemVersion: _, ...unknown } = run();
  expect(comparedFacts([unknown]).map(({ title }) => title)).not.toContain('Version of the system');
  const versions = comparedFacts([unknown, run()]).find(({ title }) => title === 'Version of the system');
  expect(versions?.values).toEqual([undefined, '3.4.23']);
});
