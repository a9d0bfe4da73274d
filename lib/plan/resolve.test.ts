import { expect, test } from 'vitest';
import { presets } from './presets';
import { resolvePlan } from './resolve';

const least = { name: 'a test', cluster: { type: 'lab' }, system: { name: 'etcd' } };

function issuesOf(input: unknown): readonly string[] {
  const resolved = resolvePlan(input, 1);
  return resolved.ok ? [] : resolved.error.map((issue) => `${issue.path} ${issue.message}`);
}

test('every default is written out', () => {
  const resolved = resolvePlan(least, 7);
  expect(resolved.ok && resolved.value).toMatchObject({
    version: 2,
    cluster: { type: 'lab', nodes: 5 },
    client: { readLevel: 'local', timeoutMs: 5000 },
    load: { concurrency: 5, delaySeconds: 1, timeLimitSeconds: 30 },
    faults: [{ name: 'partition-random-halves', restSeconds: 5, durationSeconds: 5 }],
    seed: 7,
  });
});

test('a system that names no source takes its first version', () => {
  const resolved = resolvePlan({ ...least, system: { name: 'consul' } }, 7);
  expect(resolved.ok && resolved.value).toMatchObject({
    client: { readLevel: 'stale', tracksIndex: false },
    system: { source: { from: 'debian', release: 'bullseye' } },
  });
});

test('a resolved plan resolves to itself', () => {
  const once = resolvePlan(least, 7);
  expect(once.ok && resolvePlan(once.value, 8)).toEqual(once);
});

test('a pause and a kill hit one node unless the plan says whom, and a partition has no such option', () => {
  const faultsOf = (...faults: object[]) => {
    const resolved = resolvePlan({ ...least, faults }, 7);
    return resolved.ok ? resolved.value.faults : resolved.error;
  };
  const turns = { restSeconds: 5, durationSeconds: 5 };
  expect(faultsOf({ name: 'pause' }, { name: 'kill', targets: 'leader', repetitions: 2 })).toEqual([
    { name: 'pause', targets: 'one', ...turns },
    { name: 'kill', targets: 'leader', repetitions: 2, ...turns },
  ]);
  expect(faultsOf({ name: 'partition-leader', targets: 'one' })).toMatchObject([{ path: 'faults.0.targets' }]);
  expect(faultsOf()).toEqual([]);
});

test('a seed in the plan is kept', () => {
  const resolved = resolvePlan({ ...least, seed: 42 }, 7);
  expect(resolved.ok && resolved.value.seed).toBe(42);
});

test('a plan without a seed is refused when none was handed in', () => {
  expect(resolvePlan(least)).toEqual({ ok: false, error: [{ path: 'seed', message: 'is missing' }] });
});

test.each(presets)('the preset $name resolves and carries its own name', (preset) => {
  const resolved = resolvePlan(preset.plan, 1);
  expect(resolved.ok && resolved.value.name).toBe(preset.name);
});

test.each([
  ['an unknown field', { ...least, clent: {} }, ['clent is not a field of a plan; the nearest is client']],
  [
    'an unknown field inside a group',
    { ...least, load: { concurency: 5 } },
    ['load.concurency is not a field of a plan; the nearest is load.concurrency'],
  ],
  ['a wrong type', { ...least, load: { concurrency: 'five' } }, ['load.concurrency must be a number']],
  ['a fraction', { ...least, load: { concurrency: 1.5 } }, ['load.concurrency must be a whole number']],
  ['a number too high', { ...least, load: { delaySeconds: 99 } }, ['load.delaySeconds must be at most 60']],
  ['an empty name', { ...least, name: ' ' }, ['name must not be empty']],
  ['a missing part', { name: 'x', cluster: { type: 'lab' } }, ['system is missing']],
  [
    'an unknown read level',
    { ...least, client: { readLevel: 'all' } },
    [expect.stringMatching(/^client\.readLevel must be (\w+ or )+local or leader or quorum or /)],
  ],
  [
    'a read level of another system',
    { ...least, client: { readLevel: 'stale' } },
    ['client.readLevel must be local or leader or quorum with etcd'],
  ],
  [
    'an unknown target',
    { ...least, faults: [{ name: 'kill', targets: 'everybody' }] },
    ['faults.0.targets must be one or minority or leader or majority or all or given'],
  ],
  [
    'an unknown cluster',
    { ...least, cluster: { type: 'moon' } },
    ['cluster.type must be lab or ssh or embedded or memory'],
  ],
  [
    'a system on a cluster it cannot run on',
    { ...least, cluster: { type: 'memory' } },
    ['cluster.type etcd runs on lab or ssh, not on memory'],
  ],
  [
    'a node name with capitals',
    { ...least, cluster: { type: 'ssh', nodes: [{ name: 'N1', host: 'a' }] } },
    ['cluster.nodes.0.name must be a short lower-case name such as n1'],
  ],
  ['something that is no plan', 3, [' must be a group of fields']],
])('%s is refused and named', (_, input, issues) => {
  expect(issuesOf(input)).toEqual(issues);
});

test.each([
  ['a set without adds', { workload: { name: 'set', mix: { write: 0 } } }, 'workload.mix.add must be above 0'],
  [
    'a stop at what is found only at the end',
    { workload: { name: 'set' }, checker: { stopAtViolation: true } },
    'checker.stopAtViolation cannot be with set, which is checked only when the test is over',
  ],
  [
    'a workload that the system does not have',
    { system: { name: 'etcd' }, cluster: { type: 'lab' }, workload: { name: 'mutex' } },
    'workload.name must be register with etcd',
  ],
] as const)('%s is refused and named', (_, changes, issue) => {
  expect(issuesOf({ name: 'x', cluster: { type: 'memory' }, system: { name: 'memory' }, ...changes })).toEqual([issue]);
});
