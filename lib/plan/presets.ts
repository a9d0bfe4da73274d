/** The presets of all systems, named by what they show. The form offers them, the command line runs them by name. */
import type { Preset as SystemPreset } from '../catalog/systems/preset';
import { type SystemName, systems } from '../catalog/systems/registry';
import type { PlanInput } from './plan';

export interface Preset extends Omit<SystemPreset, 'plan'> {
  readonly system: SystemName;
  readonly plan: Omit<PlanInput, 'seed'>;
}

/** A test of a preset refuses a document that is no plan. */
export const presets: readonly Preset[] = systems.flatMap((system) =>
  system.presets.map((preset) => ({
    ...preset,
    system: system.name,
    plan: { ...preset.plan, name: preset.name } as unknown as Preset['plan'],
  })),
);

/** The preset that `npm run demo` and the empty list of runs start, and the form opens with. */
export const demoPreset = 'etcd-register';

/** What `npm run demo` starts where no lab can be made. */
export const embeddedDemoPreset = 'antietcd-stale';

export function presetNamed(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}
