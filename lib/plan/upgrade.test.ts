import { describe, expect, test } from 'vitest';
import { resolveExperiment } from './experiment';
import { resolvePlan } from './resolve';
import { settingsFrom1, upgradeExperiment, upgradePlan } from './upgrade';

const base = { name: 'old', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 };

function upgraded(plan: object): unknown {
  const result = upgradePlan({ ...base, version: 1, ...plan });
  return result.ok ? result.value : result.error;
}

function resolved(plan: object) {
  const result = resolvePlan({ ...base, ...plan });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('a plan of version 1', () => {
  test('has its fault as the only one of the list, and none as an empty list', () => {
    const nemesis = { name: 'pause', targets: 'leader', restSeconds: 3, faultSeconds: 4 };
    expect(upgraded({ nemesis })).toEqual({
      ...base,
      version: 2,
      faults: [{ name: 'pause', targets: 'leader', restSeconds: 3, durationSeconds: 4 }],
    });
    expect(upgraded({ nemesis: { name: 'none', restSeconds: 3, faultSeconds: 4 } })).toMatchObject({ faults: [] });
  });

  test('without a fault has the one that version 1 took, in both versions', () => {
    expect(resolved({ version: 1 }).faults).toEqual([
      { name: 'partition-random-halves', restSeconds: 5, durationSeconds: 5 },
    ]);
    expect(resolved({}).faults).toEqual(resolved({ version: 1 }).faults);
    expect(resolved({ version: 1, nemesis: { restSeconds: 2 } }).faults).toMatchObject([{ restSeconds: 2 }]);
  });

  test('leaves targets behind where they were ignored', () => {
    const nemesis = { name: 'partition-leader', targets: 'leader', restSeconds: 1, faultSeconds: 1 };
    expect(resolved({ version: 1, nemesis }).faults).toEqual([
      { name: 'partition-leader', restSeconds: 1, durationSeconds: 1 },
    ]);
  });

  const bag = { values: 3, clientsPerKey: 2, opsPerKey: 9, mix: { read: 4, write: 2, cas: 1 } };
  test.each([
    ['register', { values: 3, uniqueValues: false, mix: bag.mix }],
    ['registers', { ...bag, uniqueValues: false }],
    ['mutex', {}],
    ['set', { mix: { read: 4, add: 2 } }],
  ])('keeps of the options of all workloads those of its own: %s', (name, own) => {
    expect(resolved({ version: 1, workload: { name, ...bag } }).workload).toEqual({ name, ...own });
  });

  test('keeps a mistake, for the schema to name', () => {
    const result = resolvePlan({
      ...base,
      version: 1,
      nemesis: { name: 'none', restSecond: 1 },
      workload: { value: 3 },
    });
    expect(result.ok ? [] : result.error.map(({ path }) => path)).toEqual(['workload.value']);
    const inFault = resolvePlan({ ...base, version: 1, nemesis: { name: 'kill', restSecond: 1 } });
    expect(inFault.ok ? [] : inFault.error.map(({ path }) => path)).toEqual(['faults.0.restSecond']);
  });
});

test('a plan of a newer version is refused with both versions', () => {
  const result = resolvePlan({ ...base, version: 3 });
  expect(result.ok ? [] : result.error).toEqual([
    { path: 'version', message: 'is 3, which a newer Clew wrote; this one reads versions up to 2' },
  ]);
  const experiment = resolveExperiment({ version: 7, name: 'x', plan: base, axes: [] }, 1);
  expect(experiment.ok ? [] : experiment.error.map(({ path }) => path)).toEqual(['version']);
});

test('a plan of version 2 is left as it is', () => {
  const plan = { ...base, version: 2, faults: [], workload: { name: 'set', mix: { add: 3 } } };
  expect(upgradePlan(plan)).toEqual({ ok: true, value: plan });
  const unversioned = { ...base, faults: [{ name: 'kill' }] };
  expect(upgradePlan(unversioned)).toEqual({ ok: true, value: unversioned });
});

describe('an experiment of version 1', () => {
  const set = (sets: readonly object[], plan: object = {}) => ({
    version: 1,
    name: 'x',
    plan: { cluster: { type: 'memory' }, system: { name: 'memory' }, ...plan },
    axes: [{ name: 'a', values: sets.map((each, i) => ({ title: `${i}`, set: each })) }],
  });
  const plansOf = (input: object) => {
    const result = resolveExperiment(input, 1);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value.combinations.flatMap(({ plans }) => plans);
  };

  test('sets whole faults, parts of them and none', () => {
    const plans = plansOf(
      set(
        [
          { nemesis: { name: 'kill', faultSeconds: 2 } },
          { 'nemesis.name': 'pause', 'nemesis.targets': 'leader' },
          { 'nemesis.name': 'none' },
          { 'nemesis.faultSeconds': 7 },
        ],
        { nemesis: { name: 'partition-random-halves', restSeconds: 3, faultSeconds: 4 } },
      ),
    );
    expect(plans.map(({ faults }) => faults)).toEqual([
      [{ name: 'kill', targets: 'one', restSeconds: 5, durationSeconds: 2 }],
      [{ name: 'pause', targets: 'leader', restSeconds: 3, durationSeconds: 4 }],
      [],
      [{ name: 'partition-random-halves', restSeconds: 3, durationSeconds: 7 }],
    ]);
  });

  test('keeps the times that a plan without faults had for them', () => {
    const nemesis = { name: 'none', restSeconds: 3, faultSeconds: 4, targets: 'leader' };
    const [plan] = plansOf(set([{ 'nemesis.name': 'kill' }], { nemesis }));
    expect(plan?.faults).toEqual([{ name: 'kill', targets: 'leader', restSeconds: 3, durationSeconds: 4 }]);
  });

  test('sets the shares of a set where they are adds', () => {
    const isSet = { workload: { name: 'set', mix: { write: 2 } } };
    expect(plansOf(set([{ 'workload.mix.write': 5 }], isSet))[0]?.workload).toEqual({
      name: 'set',
      mix: { read: 1, add: 5 },
    });
    const isRegister = { workload: { name: 'register', mix: { read: 8, write: 3 } } };
    expect(plansOf(set([{ 'workload.name': 'set' }], isRegister))[0]?.workload).toEqual({
      name: 'set',
      mix: { read: 8, add: 3 },
    });
  });

  test('is left as it is when it is of version 2', () => {
    const experiment = { version: 2, name: 'x', plan: { faults: [] }, axes: [] };
    expect(upgradeExperiment(experiment)).toEqual({ ok: true, value: experiment });
  });
});

test('a setting of version 1 is one of version 2', () => {
  expect(settingsFrom1({ 'nemesis.faultSeconds': 3, 'load.concurrency': 4 }, {})).toEqual({
    'faults.0.durationSeconds': 3,
    'load.concurrency': 4,
  });
});
