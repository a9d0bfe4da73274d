import { describe, expect, it } from 'vitest';
import { workloadNamed, workloadNames } from '../catalog/workloads/registry';
import { simulate } from '../generator/simulate';
import { moody, steady } from '../generator/simulation.fixture';
import type { Op } from '../history/op';
import { measuresOf } from '../protocol/measured-run';
import { arrivalsIn, pauseSeconds } from './load';
import { type PlanInput, planSchema } from './plan';
import { resolvePlan } from './resolve';
import { testGenerator } from './timetable';
import { arrivalWords } from './words';

const open = { kind: 'open', ratePerSecond: 40, concurrency: 4, timeLimitSeconds: 10 } as const;

function planWith(load: PlanInput['load'], changes: Partial<PlanInput> = {}): PlanInput {
  return {
    name: 'load',
    cluster: { type: 'memory' },
    system: { name: 'memory' },
    load,
    faults: [{ name: 'kill', restSeconds: 2, durationSeconds: 2 }],
    recoverySeconds: 0,
    seed: 3,
    ...changes,
  };
}

const run = (load: PlanInput['load'], seed: number, latencySeconds: number) => {
  const plan = planSchema.parse(planWith(load, { seed }));
  return { plan, history: simulate(testGenerator(plan), moody(seed, latencySeconds, 4, 10_000)) };
};

describe('an open load', () => {
  it('tells how many arrivals there were, and how many passed', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { plan, history } = run(open, seed, 0.5);
      const count = arrivalsIn(plan, history);
      const begun = history.filter(({ extra }) => extra?.arrival !== undefined).length;
      expect(count).toEqual({ scheduled: begun + (count?.passed ?? 0), passed: expect.any(Number) });
      expect(count?.passed).toBeGreaterThan(100);
      expect(Math.abs((count?.scheduled ?? 0) - 400)).toBeLessThan(100);
      expect(measuresOf(history, undefined, plan)?.arrivals).toEqual(count);
    }
  });

  it('loses none where every client is free in time', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { plan, history } = run({ ...open, ratePerSecond: 5, concurrency: 50 }, seed, 0.1);
      expect(arrivalsIn(plan, history)?.passed).toBe(0);
    }
  });

  it('counts those that passed at the end, when nothing began any more', () => {
    const plan = planSchema.parse(planWith(open));
    const hanging = { latencyNanos: 60e9, type: 'info' } as const;
    const answer = (op: Op) => (op.process === 'nemesis' ? steady(0).answer(op) : hanging);
    const history = simulate(testGenerator(plan), { concurrency: 4, maxOps: 10_000, answer });
    const count = arrivalsIn(plan, history);
    expect(count?.passed).toBe((count?.scheduled ?? 0) - 4);
    expect(count?.scheduled).toBeGreaterThan(300);
  });

  it('of a run that was stopped is counted up to its last operation', () => {
    const { plan, history } = run(open, 1, 0.5);
    const half = history.slice(
      0,
      history.findIndex(({ time }) => time > 5e9),
    );
    const count = arrivalsIn(plan, half);
    expect(count?.scheduled).toBeLessThan((arrivalsIn(plan, history)?.scheduled ?? 0) * 0.7);
    expect(arrivalsIn(plan, [])).toEqual({ scheduled: 0, passed: 0 });
  });

  it('counts none that came behind the time limit', () => {
    const { plan, history } = run(open, 1, 0.5);
    const [first] = history;
    const late = { ...(first as Op), extra: { arrival: 10e9 + 1 } };
    expect(arrivalsIn(plan, [...history, late])).toEqual(arrivalsIn(plan, history));
  });

  it('has latencies from the arrival, however late an operation began', () => {
    const { plan } = run(open, 1, 0.1);
    const op = { process: 0, f: 'read', value: null } as const;
    const history: readonly Op[] = [
      { ...op, index: 0, time: 9e6, type: 'invoke', extra: { arrival: 2e6 } },
      { ...op, index: 1, time: 10e6, type: 'ok' },
    ];
    expect(measuresOf(history, undefined, plan)?.latency?.p50).toBe(8e6);
  });

  it('is offered where clients do not wait for each other', () => {
    for (const name of workloadNames) {
      const changes = { workload: { name }, system: { name: 'memory' }, faults: [] } as Partial<PlanInput>;
      const resolved = resolvePlan(planWith(open, changes));
      const issues = resolved.ok ? [] : resolved.error.map(({ path }) => path);
      expect(issues).toEqual(workloadNamed(name).isClosed ? ['load.kind'] : []);
    }
  });
});

describe('a closed load', () => {
  it('has no arrivals', () => {
    const { plan, history } = run({ ...open, kind: 'closed' }, 1, 0.1);
    expect(arrivalsIn(plan, history)).toBeUndefined();
    expect(history.every(({ extra }) => extra === undefined)).toBe(true);
    expect(measuresOf(history, undefined, plan)).not.toHaveProperty('arrivals');
  });
});

it('pauses between the operations of one client as long as they are apart', () => {
  const { load } = planSchema.parse(planWith({ delaySeconds: 0.3 }));
  expect(pauseSeconds(load)).toBe(0.3);
  expect(pauseSeconds({ ...load, kind: 'open', ratePerSecond: 40, concurrency: 10 })).toBe(0.25);
});

it.each([
  [{ scheduled: 6012, passed: 13 }, '6,012 arrivals; 13 found all 40 clients waiting, and passed'],
  [{ scheduled: 1, passed: 0 }, '1 arrival, each of which found a client'],
])('%j in words', (count, words) => {
  expect(arrivalWords(count, 40)).toBe(words);
});
