import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json';
import { workloadNamed, workloadNames } from '../catalog/workloads/registry';
import { simulate } from '../generator/simulate';
import { drawn, invocations, moody, steady } from '../generator/simulation.fixture';
import { splitByKey } from '../history/independent';
import type { Op } from '../history/op';
import { leftBy } from '../model/cas-register';
import { type PlanInput, planSchema } from './plan';
import { testGenerator } from './timetable';
import { workloadOptions } from './workload';

function plan(workload: PlanInput['workload'], load: PlanInput['load'] = {}, faults: PlanInput['faults'] = []) {
  return planSchema.parse({
    name: 'workloads',
    cluster: { type: 'memory' },
    system: { name: 'memory' },
    client: { readLevel: 'quorum' },
    workload,
    load: { concurrency: 4, delaySeconds: 0.5, timeLimitSeconds: 20, ...load },
    faults,
    seed: 1,
  });
}

const keyOf = ({ key }: Op) => (typeof key === 'number' ? key : undefined);

describe('many registers', () => {
  const workload = { name: 'registers', clientsPerKey: 2, opsPerKey: 6 } as const;
  const history = simulate(testGenerator(plan(workload)), steady(0.01, 4));

  it('carry a key in every operation, each on keys of its group', () => {
    const split = splitByKey(history);
    expect(split.ok).toBe(true);
    for (const op of history) {
      const group = Math.floor((Number(op.process) % 4) / 2);
      expect((keyOf(op) ?? -1) % 2).toBe(group);
    }
  });

  it('are worked on one after another, each for so many operations and a read by each client', () => {
    const keys = [...new Set(history.map(keyOf))];
    expect(keys.slice(0, 4)).toEqual([0, 1, 2, 3]);
    const onKey2 = invocations(history).filter((op) => keyOf(op) === 2);
    expect(onKey2).toHaveLength(8);
    expect(
      onKey2
        .slice(-2)
        .map(({ f, process }) => `${process} ${f}`)
        .sort(),
    ).toEqual(['0 read', '1 read']);
  });

  it('read the first key of each group at the end', () => {
    const last = invocations(history).slice(-4);
    expect(last.map(({ process, f, key, value }) => `${process} ${f} ${key} ${value}`).sort()).toEqual([
      '0 read 0 null',
      '1 read 0 null',
      '2 read 1 null',
      '3 read 1 null',
    ]);
    expect(last[0]?.time).toBeGreaterThanOrEqual(30e9);
  });

  it('leave no client out when the groups do not come out even', () => {
    const odd = simulate(testGenerator(plan({ ...workload, clientsPerKey: 3 })), steady(0.01, 4));
    expect([...new Set(odd.map(({ process }) => process))].sort()).toEqual([0, 1, 2, 3]);
  });
});

describe.each(['register', 'registers'] as const)('every value once, on %s', (name) => {
  const unique = { name, uniqueValues: true } as const;
  const histories = Array.from({ length: 20 }, (_, seed) =>
    simulate(testGenerator({ ...plan(unique, { delaySeconds: 0.05 }), seed }), moody(seed, 0.3, 4, 2000)),
  );
  const byKey = (history: readonly Op[]) =>
    [...new Set(history.map(keyOf))].map((key) => history.filter((op) => keyOf(op) === key));
  const isUpdate = ({ f }: Op) => f !== 'read';

  it('brings another value with each write and each cas, the whole numbers in their order', () => {
    for (const history of histories) {
      for (const ops of byKey(history)) {
        const brought = invocations(ops).filter(isUpdate).map(leftBy);
        expect(brought).toEqual(brought.map((_, place) => place));
      }
    }
  });

  it('expects of a cas what an operation last showed', () => {
    for (const history of histories) {
      for (const ops of byKey(history)) {
        let shown: Json = null;
        for (const op of ops) {
          if (op.type === 'ok') shown = leftBy(op);
          if (op.type === 'invoke' && op.f === 'cas') expect(op.value).toEqual([shown, leftBy(op)]);
        }
      }
    }
    const count = histories.flat().filter(({ type, f }) => type === 'invoke' && f === 'cas').length;
    expect(count).toBeGreaterThan(1000);
  });

  it('is said of the plan', () => {
    const { workload } = plan(unique);
    expect(workloadNamed(name).describe(workloadOptions({ workload }))).toContain('where every value is written once');
    expect(workloadNamed(name).describe({})).toContain('over 0–4');
  });
});

describe('a lock', () => {
  it('is released by who acquired it, and by nobody else, whatever happens', () => {
    for (let seed = 0; seed < 30; seed++) {
      const history = simulate(testGenerator(plan({ name: 'mutex' })), moody(seed, 1, 4));
      const holders = new Set<Op['process']>();
      for (const op of history) {
        if (op.type === 'invoke') expect(holders.has(op.process)).toBe(op.f === 'release');
        else if (op.f === 'release') holders.delete(op.process);
        else if (op.type === 'ok') holders.add(op.process);
      }
      expect(holders.size).toBe(0);
    }
  });

  it('is held for the pause, and released after the time limit, too', () => {
    const history = drawn(
      simulate(testGenerator(plan({ name: 'mutex' }, { concurrency: 1, timeLimitSeconds: 1 })), steady(0.1, 1)),
    );
    expect(history.slice(0, 4)).toEqual(['0 0 acquire', '0.1 0 ok acquire', '0.6 0 release', '0.7 0 ok release']);
    // At 1.2 s no acquire begins any more; after the recovery there is one more.
    expect(history.slice(4)).toEqual(['11 0 acquire', '11.1 0 ok acquire', '11.1 0 release', '11.2 0 ok release']);
  });
});

describe('a set', () => {
  it('gets each element once, as often as the mix says, and is read by each client at the end', () => {
    const history = simulate(
      testGenerator(plan({ name: 'set', mix: { read: 1, add: 4 } }, { timeLimitSeconds: 60 })),
      steady(0.01, 4, 5000),
    );
    const added = invocations(history).flatMap(({ f, value }): Json[] => (f === 'add' ? [value] : []));
    expect(added).toEqual(added.map((_, place) => place));
    const load = invocations(history).slice(0, -4);
    expect(Math.abs(load.filter(({ f }) => f === 'read').length / load.length - 0.2)).toBeLessThan(0.06);
    expect(
      invocations(history)
        .slice(-4)
        .map(({ f }) => f),
    ).toEqual(['read', 'read', 'read', 'read']);
  });
});

describe.each([
  ['partition-random-halves', 'stop'],
  ['partition-leader', 'stop'],
  ['pause', 'resume'],
  ['kill', 'restart'],
] as const)('every workload under %s', (fault, end) => {
  it.each(workloadNames)('%s ends after the time limit, heals, and rests before the last operations', (name) => {
    const history = simulate(
      testGenerator(plan({ name }, {}, [{ name: fault, restSeconds: 5, durationSeconds: 5 }])),
      steady(0.01, 4, 5000),
    );
    const nemesis = history.filter(({ process }) => process === 'nemesis');
    expect(nemesis.at(-1)?.f).toBe(end);
    const healedAt = nemesis.at(-1)?.time ?? 0;
    expect(healedAt).toBeGreaterThanOrEqual(20e9);
    const after = invocations(history).filter(({ time }) => time > healedAt);
    expect(Math.min(...after.map(({ time }) => time))).toBeGreaterThanOrEqual(healedAt + 10e9 - 1);
    expect(after.length).toBeGreaterThanOrEqual(4);
  });
});
