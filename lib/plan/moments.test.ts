import { expect, test } from 'vitest';
import { formOfPlan, planOfForm } from './form-plan';
import { readMoments } from './moments';
import { isFieldShown } from './possible';
import { resolvePlan } from './resolve';
import { plannedWindows } from './schedule';
import type { Tree } from './tree';
import { faultWords } from './words';

function planWith(at: string): Tree {
  const fault = { name: 'pause', at };
  const load = { timeLimitSeconds: 40 };
  return {
    name: 'script',
    cluster: { type: 'memory', nodes: 3 },
    system: { name: 'memory' },
    load,
    faults: [fault],
    seed: 1,
  };
}

function planOf(at: string) {
  const resolved = resolvePlan(planWith(at));
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}

test('moments are read in seconds, in their order', () => {
  expect(readMoments('12-15, 30 - 31.5')).toEqual([
    { start: 12, end: 15 },
    { start: 30, end: 31.5 },
  ]);
  expect(readMoments('0-1,1-2')).toHaveLength(2);
});

test.each([
  ['', 'must be seconds'],
  ['12', 'must be seconds'],
  ['12-15;', 'must be seconds'],
  ['-1-2', 'must be seconds'],
  ['1e3-2e3', 'must be seconds'],
  ['15-12', 'must end after it begins: 15-12'],
  ['3-3', 'must end after it begins'],
  ['12-15, 14-20', 'must not begin again before it has ended: 14-20'],
  ['20-21, 1-2', 'must not begin again'],
])('%o is refused', (text, why) => {
  expect(readMoments(text)).toMatch(why);
  const resolved = resolvePlan(planWith(text));
  expect(resolved.ok ? [] : resolved.error.map(({ path, message }) => `${path} ${message}`)).toEqual([
    expect.stringContaining(`faults.0.at ${why}`),
  ]);
});

test('a plan draws and tells its moments, cut short by the time limit', () => {
  const plan = planOf('12-15, 30-31.5, 39-60, 70-80');
  expect(plannedWindows(plan).map(({ start, end }) => [start, end])).toEqual([
    [12, 15],
    [30, 31.5],
    [39, 40],
  ]);
  expect(faultWords(planOf('12-15').faults)).toBe('one node paused at 12 s for 3 s');
  expect(faultWords(planOf('12-15, 30-31.5').faults)).toBe('one node paused at 12 s for 3 s, at 30 s for 1.5 s');
  expect(faultWords(planOf('1-2, 3-4, 5-6, 7-8').faults)).toBe('one node paused at 1 s for 1 s and 3 times more');
});

test('in the form the rhythm gives way to moments, and an empty field leaves it', () => {
  const shown = (at: string) => isFieldShown('faults.0.restSeconds', planWith(at));
  expect([shown('12-15'), shown(''), isFieldShown('faults.0.at', planWith('12-15'))]).toEqual([false, true, true]);
  const { faults } = planOfForm(formOfPlan(planWith('') as never));
  expect(faults).toEqual([expect.not.objectContaining({ at: expect.anything() })]);
});
