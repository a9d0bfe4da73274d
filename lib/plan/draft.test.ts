import { expect, test } from 'vitest';
import { type Draft, draftIssues, draftOf, planOfDraft } from './draft';
import { formatHosts, parseHosts } from './hosts';
import type { Plan } from './plan';
import { demoPreset, presetNamed, presets } from './presets';
import { resolvePlan } from './resolve';

function planFrom(input: unknown): Plan {
  const resolved = resolvePlan(input, 7);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}

const local = planFrom(presetNamed(demoPreset)?.plan);
const ssh = planFrom({
  name: 'my machines',
  cluster: {
    type: 'ssh',
    nodes: [
      { name: 'n1', host: '10.0.0.1' },
      { name: 'n2', host: 'fe80::2', port: 2222 },
    ],
    auth: { agent: false, keyFile: '/root/.ssh/id' },
  },
  system: { name: 'etcd', source: { from: 'node', path: '/opt/etcd' } },
});

/** The issues of a changed draft, as `field: message`. */
function issuesOf(changes: Partial<Draft>): readonly string[] {
  const draft = { ...draftOf(local), ...changes };
  const resolved = resolvePlan(planOfDraft(draft));
  return resolved.ok ? [] : draftIssues(draft, resolved.error).map((issue) => `${issue.field}: ${issue.message}`);
}

const killed = planFrom({ ...presetNamed(demoPreset)?.plan, nemesis: { name: 'kill', targets: 'minority' } });

test.each([...presets.map((preset) => planFrom(preset.plan)), ssh, killed])(
  'the draft of $name describes that plan',
  (plan) => {
    expect(planFrom(planOfDraft(draftOf(plan)))).toEqual(plan);
  },
);

test('a client that tracks the index is one in the draft and the plan', () => {
  const plan = planFrom({ ...presetNamed(demoPreset)?.plan, client: { tracksIndex: true } });
  expect(plan.client.tracksIndex).toBe(true);
  expect(planFrom(planOfDraft(draftOf(plan)))).toEqual(plan);
});

test('hosts that were typed outlive a change to a lab and back', () => {
  const inLab = draftOf(local, draftOf(ssh));
  expect(inLab.clusterType).toBe('lab');
  expect(planFrom(planOfDraft({ ...inLab, clusterType: 'ssh' })).cluster).toEqual(ssh.cluster);
});

test.each([
  ['an emptied number', { concurrency: '' }, ['concurrency: must be a number']],
  ['half a word in a number', { delaySeconds: '1s' }, ['delaySeconds: must be a number']],
  ['an emptied name', { name: '' }, ['name: must not be empty']],
  ['no host at all', { clusterType: 'ssh' }, ['hosts: must have at least 1']],
  [
    'a bad port in the third line',
    { clusterType: 'ssh', hosts: 'n1 10.0.0.1\n\nn2 10.0.0.2:99999' },
    ['hosts: line 3: port must be at most 65535'],
  ],
  [
    'two hosts of one name',
    { clusterType: 'ssh', hosts: 'n1 10.0.0.1\nn1 10.0.0.2' },
    ['hosts: node names must differ'],
  ],
  [
    'a system that the cluster cannot run',
    { systemName: 'memory' },
    [expect.stringContaining('clusterType: memory runs on')],
  ],
])('%s is an issue of its field', (_, changes, issues) => {
  expect(issuesOf(changes)).toEqual(issues);
});

test('fields that a choice has no use for cannot stand in the way', () => {
  expect(issuesOf({ nemesis: 'none', faultSeconds: 'x', hosts: '?', staleRead: '' })).toEqual([]);
});

test('whom a fault hits is kept while a fault is chosen that hits everybody', () => {
  const parted = { ...draftOf(killed), nemesis: 'partition-leader' };
  expect(planFrom(planOfDraft(parted)).nemesis).not.toHaveProperty('targets');
  expect(planFrom(planOfDraft({ ...parted, nemesis: 'pause' })).nemesis).toMatchObject({ targets: 'minority' });
  expect(issuesOf({ nemesis: 'pause', targets: 'all' })).toEqual(['targets: must be one or minority or leader']);
  expect(issuesOf({ targets: 'all' })).toEqual([]);
});

test('the switch that ends the test at the first violation is off until it is turned on', () => {
  expect(draftOf(local).stopAtViolation).toBe(false);
  const switched = planFrom(planOfDraft({ ...draftOf(local), stopAtViolation: true }));
  expect(switched.checker).toEqual({ ...local.checker, stopAtViolation: true });
  expect(draftOf(switched).stopAtViolation).toBe(true);
});

test('a comma is a decimal point', () => {
  expect(planFrom(planOfDraft({ ...draftOf(local), delaySeconds: '0,5' })).load.delaySeconds).toBe(0.5);
});

test('an issue that no field owns keeps its path', () => {
  expect(draftIssues(draftOf(local), [{ path: 'checker.x', message: 'is odd' }])).toEqual([
    { field: undefined, message: 'checker.x is odd' },
  ]);
});

test('hosts are read with or without name and port', () => {
  expect(parseHosts('a 10.0.0.1:23\n10.0.0.2\n\n c  [::1]:24 \nd ::1')).toEqual([
    { name: 'a', host: '10.0.0.1', port: 23 },
    { name: 'n2', host: '10.0.0.2' },
    { name: 'c', host: '::1', port: 24 },
    { name: 'd', host: '::1' },
  ]);
});

test('hosts that were written are read back', () => {
  const hosts = [{ name: 'n1', host: '::1', port: 22 }];
  expect(parseHosts(formatHosts(hosts))).toEqual(hosts);
});

test('what a workload does not use is not in its plan, and outlives a change to another and back', () => {
  const draft: Draft = { ...draftOf(local), systemName: 'memory', clusterType: 'memory', stopAtViolation: true };
  const registers = planFrom(planOfDraft({ ...draft, workload: 'registers', opsPerKey: '7', clientsPerKey: '3' }));
  expect(registers.workload).toMatchObject({ name: 'registers', opsPerKey: 7, clientsPerKey: 3 });
  expect(registers.checker.stopAtViolation).toBe(false);
  expect(planFrom(planOfDraft({ ...draft, workload: 'mutex', values: 'x' })).checker.stopAtViolation).toBe(true);
  const inSet = draftOf(planFrom(planOfDraft({ ...draft, workload: 'set' })), draftOf(registers));
  expect([inSet.workload, inSet.opsPerKey]).toEqual(['set', '7']);
});
