import { expect, test } from 'vitest';
import { resolveExperiment } from './experiment';
import { experimentPresets } from './experiment-presets';
import { presetFingerprint, presetNamed } from './presets';

test.each(experimentPresets.map((preset) => [preset.name, preset] as const))('%s can be run', (name, preset) => {
  expect(resolveExperiment(preset.experiment, 1)).toMatchObject({ ok: true });
  expect(preset.experiment.name).toBe(name);
  expect(presetNamed(name), 'a name that means a plan as well').toBeUndefined();
});

const measured = experimentPresets.flatMap(({ name, experiment, measured: count }) =>
  count ? [{ name, experiment, count }] : [],
);

test.each(measured)('what $name came to was counted with what it is now', ({ experiment, count }) => {
  expect(presetFingerprint(experiment)).toBe(count.fingerprint);
});
