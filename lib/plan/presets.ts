/** Tests worth starting from, named by what they show. The form offers them, the command line runs them by name. */
import { antietcdPresets } from './presets/antietcd';
import { consulPresets } from './presets/consul';
import { etcdPresets } from './presets/etcd';
import { etcdV3Presets } from './presets/etcd-v3';
import { memoryPresets } from './presets/memory';
import type { PresetEntry, PresetPlan } from './presets/preset';
import { zookeeperPresets } from './presets/zookeeper';

export interface Preset extends PresetEntry {
  readonly plan: PresetPlan & { readonly name: string };
}

export const presets: readonly Preset[] = [
  ...etcdPresets,
  ...etcdV3Presets,
  ...zookeeperPresets,
  ...consulPresets,
  ...antietcdPresets,
  ...memoryPresets,
].map((preset) => ({ ...preset, plan: { ...preset.plan, name: preset.name } }));

/** The preset that `npm run demo` and the empty list of runs start. */
export const demoPreset = 'etcd-register';

/** What `npm run demo` starts where no lab can be made. */
export const embeddedDemoPreset = 'antietcd-stale';

export function presetNamed(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}
