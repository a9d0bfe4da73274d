/** The presets of all systems, named by what they show. The form offers them, the command line runs them by name. */
import { randomFrom } from '../base/random';
import type { Measured, Preset as SystemPreset } from '../catalog/systems/preset';
import { systemPresets } from '../catalog/systems/presets';
import { type SystemName, systems } from '../catalog/systems/registry';
import type { Plan, PlanInput } from './plan';
import { resolvePlan } from './resolve';
import { secondsWords } from './words';

export interface Preset extends Omit<SystemPreset, 'plan'> {
  readonly system: SystemName;
  readonly plan: Omit<PlanInput, 'seed'>;
}

/** A test of a preset refuses a document that is no plan. */
export const presets: readonly Preset[] = systems.flatMap((system) =>
  systemPresets[system.name].map((preset) => ({
    ...preset,
    system: system.name,
    plan: { ...preset.plan, name: preset.name } as unknown as Preset['plan'],
  })),
);

/** The preset that `npm run demo` and the empty list of runs start, and the form opens with. */
export const demoPreset = 'etcd-register';

/** What `npm run demo` starts where no lab can be made. */
export const embeddedDemoPreset = 'antietcd-stale';

/** To begin with: what is found today, the finding of 2014, one that needs no root, and one that needs no nodes. */
export const firstPresets: readonly string[] = [
  'consul-default-paused-leader',
  'redis-partition',
  'galera-lost-writes',
  'postgresql-standby',
  'etcd3-transactions-serializable',
  demoPreset,
  embeddedDemoPreset,
  'memory-stale-read',
];

export function presetNamed(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}

/** The preset that a plan is, whatever its seed. */
export function presetOf(plan: Plan): Preset | undefined {
  const written = JSON.stringify({ ...plan, seed: 0 });
  return presets.find((preset) => preset.name === plan.name && writtenOf(preset) === written);
}

const writtenByName = new Map<string, string>();

function writtenOf({ name, plan }: Preset): string {
  const known = writtenByName.get(name);
  if (known !== undefined) return known;
  const resolved = resolvePlan(plan, 0);
  const written = resolved.ok ? JSON.stringify(resolved.value) : '';
  writtenByName.set(name, written);
  return written;
}

/** `Found in 10 of 10 runs of Consul 1.8.7, after 10 s on average`, `Found in none of 3 runs of etcd 3.4.23`, `Not measured yet` */
export function measuredWords(measured: Measured | undefined): string {
  if (measured === undefined) return 'Not measured yet';
  const { runs, found, meanSeconds, version, note } = measured;
  const when =
    meanSeconds === undefined
      ? ''
      : `, after ${secondsWords(meanSeconds < 10 ? meanSeconds : Math.round(meanSeconds))} on average`;
  return [`Found in ${found === 0 ? 'none' : found} of ${runs} runs of ${version}${when}`, note]
    .filter(Boolean)
    .join('; ');
}

/** Tells a plan, as its preset writes it, from what it was when its runs were counted. */
export function presetFingerprint(plan: object): string {
  return randomFrom(JSON.stringify(plan)).state.toString(36);
}
