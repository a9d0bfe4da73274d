import { describe, expect, test } from 'vitest';
import type { Plan } from './plan';
import { demoPreset, presetNamed } from './presets';
import { resolvePlan } from './resolve';
import { applySettings, settingsBetween } from './settings';
import type { Tree } from './tree';

const plan = { name: 'a test', client: { readLevel: 'local', timeoutMs: 5000 }, load: { concurrency: 5 } };

function applied(...settings: readonly string[]): unknown {
  const result = applySettings(plan, settings);
  return result.ok ? result.value : result.error.map((issue) => `${issue.path} ${issue.message}`);
}

test('a setting changes one field and leaves its neighbours', () => {
  expect(applied('client.readLevel=quorum')).toEqual({ ...plan, client: { readLevel: 'quorum', timeoutMs: 5000 } });
});

test('numbers, booleans and lists are read as JSON', () => {
  expect(applied('load.delaySeconds=0.1', 'cluster.auth.agent=false', 'cluster.nodes=[{"name":"n1"}]')).toEqual({
    ...plan,
    load: { concurrency: 5, delaySeconds: 0.1 },
    cluster: { auth: { agent: false }, nodes: [{ name: 'n1' }] },
  });
});

test('a field that holds text takes a number as text', () => {
  expect(applied('name=2014')).toEqual({ ...plan, name: '2014' });
});

test('a switch is set by true and false, and by no other word', () => {
  const plan = presetNamed(demoPreset)?.plan ?? {};
  const set = (value: string) => {
    const changed = applySettings(plan, [`checker.stopAtViolation=${value}`]);
    return resolvePlan(changed.ok ? changed.value : {}, 1);
  };
  const switched = ['true', 'false'].map((value) => set(value));
  expect(switched).toMatchObject([
    { value: { checker: { stopAtViolation: true } } },
    { value: { checker: { stopAtViolation: false } } },
  ]);
  expect(set('yes')).toMatchObject({ ok: false, error: [{ path: 'checker.stopAtViolation' }] });
});

test('a value may hold an equals sign', () => {
  expect(applied('name=a=b')).toEqual({ ...plan, name: 'a=b' });
});

test('a place in a list is a number in the path', () => {
  expect(applied('cluster.nodes=[{"name":"n1"},{"name":"n2"}]', 'cluster.nodes.1.host=10.0.0.2')).toMatchObject({
    cluster: { nodes: [{ name: 'n1' }, { name: 'n2', host: '10.0.0.2' }] },
  });
});

test.each([
  ['client.readlevl=quorum', 'client.readlevl is not a field of a plan; the nearest is client.readLevel'],
  ['readLevel=quorum', 'readLevel is not a field of a plan; the nearest is client.readLevel'],
  ['__proto__.x=1', expect.stringContaining('__proto__.x is not a field of a plan')],
  ['quorum', 'quorum must be written path=value, such as client.readLevel=quorum'],
])('%s is refused', (setting, message) => {
  expect(applied(setting)).toEqual([message]);
});

test('the plan handed in is not changed', () => {
  const before = structuredClone(plan);
  applied('client.readLevel=quorum');
  expect(plan).toEqual(before);
});

test('the settings between two plans lead from one to the other', () => {
  const [from, to] = [demoPreset, 'etcd-leader'].map((name) => resolvePlan(presetNamed(name)?.plan, 1));
  if (!from?.ok || !to?.ok) throw new Error('the presets must resolve');
  const settings = settingsBetween(from.value, { ...to.value, seed: 9 });
  expect(settings).toEqual(['name=etcd-leader', 'client.readLevel=leader', 'seed=9']);
  expect(applySettings(from.value, settings)).toEqual({ ok: true, value: { ...to.value, seed: 9 } });
});

const preset: Tree = presetNamed(demoPreset)?.plan ?? {};

function inPreset(...settings: readonly string[]) {
  const result = applySettings(preset, settings);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('a list of faults', () => {
  test('is reached by place, as a whole, and with nothing in it', () => {
    expect(inPreset('faults.0.durationSeconds=3').faults).toEqual([
      { ...(presetNamed(demoPreset)?.plan.faults ?? [])[0], durationSeconds: 3 },
    ]);
    expect(inPreset('faults=[]').faults).toEqual([]);
    expect(inPreset('faults=[{"name":"kill"},{"name":"pause"}]', 'faults.1.targets=leader').faults).toEqual([
      { name: 'kill' },
      { name: 'pause', targets: 'leader' },
    ]);
  });

  test('is understood as version 1 wrote it', () => {
    expect(inPreset('nemesis.name=none').faults).toEqual([]);
    expect(inPreset('nemesis.name=pause', 'nemesis.targets=leader', 'nemesis.faultSeconds=2').faults).toEqual([
      { name: 'pause', restSeconds: 5, durationSeconds: 2, targets: 'leader' },
    ]);
  });
});

describe('another choice by its name', () => {
  test('drops what only the choice before had, and keeps what both have', () => {
    const paused = inPreset('faults.0.name=pause', 'faults.0.targets=leader', 'faults.0.name=partition-leader');
    expect(paused.faults).toEqual([{ name: 'partition-leader', restSeconds: 5, durationSeconds: 5 }]);
    expect(inPreset('workload.name=set', 'workload.mix.add=4').workload).toEqual({
      name: 'set',
      mix: { read: 8, add: 4 },
    });
    expect(inPreset('workload.name=mutex').workload).toEqual({ name: 'mutex' });
  });
});

test('the settings between two plans name what differs in a fault, in a choice and in what went', () => {
  const planOf = (changes: object) => {
    const resolved = resolvePlan({ ...preset, ...changes }, 1);
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
    return resolved.value;
  };
  const there = (from: Plan, to: Plan) => {
    const settings = settingsBetween(from, to);
    const changed = applySettings(from, settings);
    expect(changed.ok && resolvePlan(changed.value)).toEqual({ ok: true, value: to });
    return settings;
  };
  const base = planOf({});
  expect(there(base, planOf({ faults: [{ name: 'partition-random-halves', durationSeconds: 2 }] }))).toEqual([
    'faults.0.durationSeconds=2',
  ]);
  expect(there(base, planOf({ faults: [] }))).toEqual(['faults=[]']);
  expect(there(base, planOf({ faults: [{ name: 'kill', repetitions: 2 }] }))).toEqual([
    'faults.0.name=kill',
    'faults.0.targets=one',
    'faults.0.repetitions=2',
  ]);
  there(planOf({ faults: [{ name: 'kill', repetitions: 2 }] }), planOf({ faults: [{ name: 'kill' }] }));
  there(planOf({ faults: [{ name: 'kill', repetitions: 2 }] }), base);
  const release = { name: 'etcd', source: { from: 'debian', release: 'trixie' } };
  there(planOf({ system: release }), planOf({ system: { name: 'etcd', source: { from: 'debian' } } }));
});
