import { expect, test } from 'vitest';
import { systemPresets } from '../catalog/systems/presets';
import { firstPresets, measuredWords, presetFingerprint, presetNamed, presetOf, presets } from './presets';
import { resolvePlan } from './resolve';

const written = Object.values(systemPresets).flat();
const measured = written.flatMap(({ name, plan, measured: count }) => (count ? [{ name, plan, count }] : []));

test.each(measured)('the rate of $name was counted with the plan that it has now', ({ plan, count }) => {
  expect(presetFingerprint(plan)).toBe(count.fingerprint);
  expect(count.found).toBeLessThanOrEqual(count.runs);
  expect(count.meanSeconds === undefined).toBe(count.found === 0);
});

test('a control is a preset, and has none itself', () => {
  for (const { control } of presets) {
    if (control === undefined) continue;
    expect(presetNamed(control)?.name).toBe(control);
    expect(presetNamed(control)?.control).toBeUndefined();
  }
});

test('the presets to begin with are presets', () => {
  expect(firstPresets.map((name) => presetNamed(name)?.name)).toEqual(firstPresets);
});

test.each(presets)('$name is recognised whatever its seed, and no more once it is changed', ({ name, plan }) => {
  const resolved = resolvePlan(plan, 71);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  expect(presetOf(resolved.value)?.name).toBe(name);
  const changed = { ...resolved.value, load: { ...resolved.value.load, concurrency: 3 } };
  expect(presetOf(changed)).toBeUndefined();
});

const count = { runs: 10, version: 'etcd 3.4.23', fingerprint: '' };

test.each([
  [undefined, 'Not measured yet'],
  [{ ...count, found: 0 }, 'Found in none of 10 runs of etcd 3.4.23'],
  [{ ...count, found: 0, note: 'it crashed in 4' }, 'Found in none of 10 runs of etcd 3.4.23; it crashed in 4'],
  [{ ...count, found: 10, meanSeconds: 10.3 }, 'Found in 10 of 10 runs of etcd 3.4.23, after 10 s on average'],
  [{ ...count, found: 4, meanSeconds: 71 }, 'Found in 4 of 10 runs of etcd 3.4.23, after 1 min 11 s on average'],
])('a rate in words: %j', (rate, words) => {
  expect(measuredWords(rate)).toBe(words);
});
