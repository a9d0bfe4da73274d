import { describe, expect, it } from 'vitest';
import { isJsonArray } from '../base/json';
import { register } from '../catalog/workloads/register';
import { simulate } from '../generator/simulate';
import { drawn, invocations, steady } from '../generator/simulation.fixture';
import { findModel } from '../model/registry';
import { type PlanInput, planSchema } from './plan';
import { plannedWindows } from './schedule';
import { testGenerator } from './timetable';
import { workloadOf } from './workload';

function plan(overrides: Partial<PlanInput> = {}) {
  return planSchema.parse({
    name: 'register',
    cluster: { type: 'memory' },
    system: { name: 'memory' },
    load: { timeLimitSeconds: 20 },
    seed: 1,
    ...overrides,
  });
}

describe('the register test', () => {
  it('breaks the network, heals it, rests, and reads once more with each client', () => {
    const history = drawn(simulate(testGenerator(plan()), steady(0.001, 5)));
    expect(history.filter((line) => line.includes('nemesis'))).toEqual([
      '5 nemesis info start',
      '5.001 nemesis info start',
      '10.001 nemesis info stop',
      '10.002 nemesis info stop',
      '15.002 nemesis info start',
      '15.003 nemesis info start',
      '20 nemesis info stop',
      '20.001 nemesis info stop',
    ]);
    expect(history.slice(-10, -5)).toEqual([0, 1, 2, 3, 4].map((process) => `30.001 ${process} read`));
  });

  it('pauses and resumes, or kills and restarts, where the plan asks for that', () => {
    for (const [name, begin, end] of [
      ['pause', 'pause', 'resume'],
      ['kill', 'kill', 'restart'],
    ] as const) {
      const history = simulate(testGenerator(plan({ faults: [{ name }] })), steady(0.001, 5));
      const done = history.filter(({ process }) => process === 'nemesis').filter((_, i) => i % 2 === 1);
      expect(done.map(({ f }) => f)).toEqual([begin, end, begin, end]);
    }
  });

  it('breaks the network when the plan was drawn to', () => {
    const history = simulate(testGenerator(plan()), steady(0, 5));
    const starts = history.filter((op, i) => op.f === 'start' && history[i - 1]?.f !== 'start');
    expect(starts.map((op) => op.time / 1e9)).toEqual(plannedWindows(plan()).map((window) => window.start));
  });

  it('reads, writes and compares in equal parts over the values of the plan', () => {
    const many = plan({ load: { timeLimitSeconds: 1000, delaySeconds: 0.5 } });
    const load = invocations(simulate(testGenerator(many), steady(0.001, 5, 20_000)));
    for (const f of ['read', 'write', 'cas']) {
      expect(Math.abs(load.filter((op) => op.f === f).length / load.length - 1 / 3)).toBeLessThan(0.03);
    }
    const values = load.flatMap((op) => (isJsonArray(op.value) ? op.value : op.f === 'write' ? [op.value] : []));
    expect([...new Set(values)].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(load.filter((op) => op.f === 'read').every((op) => op.value === null)).toBe(true);
  });

  it('has no nemesis operations without a nemesis', () => {
    const history = simulate(testGenerator(plan({ faults: [] })), steady(0.001, 5));
    expect(history.filter((op) => op.process === 'nemesis')).toEqual([]);
    expect(drawn(history).slice(-10, -5)).toEqual(
      [0, 1, 2, 3, 4].map((process) => expect.stringMatching(`^30(\\.\\d+)? ${process} read$`)),
    );
  });

  it('is judged by a model that there is', () => {
    expect(workloadOf(plan())).toBe(register);
    expect(findModel(register.judge.model ?? '', register.judge.initial)?.initial).toBeNull();
  });
});
