/** The command that starts the same test: the nearest preset and what differs from it. */
import type { Plan } from '@/lib/plan/plan';
import { presets } from '@/lib/plan/presets';
import { resolvePlan } from '@/lib/plan/resolve';
import { settingsBetween } from '@/lib/plan/settings';

export function commandFor(plan: Plan): string {
  const candidates = presets
    .filter((preset) => preset.system === plan.system.name)
    .map((preset) => ({ name: preset.name, settings: settingsFrom(preset.plan, plan) }));
  const nearest = candidates.reduce((best, next) => (next.settings.length < best.settings.length ? next : best));
  return ['npx clew run', nearest.name, ...nearest.settings.map((setting) => `--set ${quoted(setting)}`)].join(' ');
}

/** The seed is always written: without it the command would draw another. */
function settingsFrom(preset: (typeof presets)[number]['plan'], plan: Plan): readonly string[] {
  const base = resolvePlan(preset, plan.seed);
  return base.ok ? settingsBetween({ ...base.value, seed: undefined }, plan) : [];
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:=@,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
