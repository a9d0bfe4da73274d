/**
 * What starts the same test elsewhere: a line for a shell, made of the nearest preset and what differs from it, and a request
 * to a server. Neither holds a secret: the server's token is a variable, and so is what stands behind the question mark of the
 * address of a program, which may give access to it.
 */
import { shellWord } from '../base/shell-word';
import type { Plan } from './plan';
import { presets } from './presets';
import { resolvePlan } from './resolve';
import { settingsBetween } from './settings';

/** The variable that stands for what is behind the question mark. */
export const queryVariable = 'CLEW_SOURCE_QUERY';

/** Its defaults may be written out or not. */
export interface LaunchedExperiment {
  readonly plan: object;
  readonly seed?: number;
}

/** `npx clew run etcd-register --set client.readLevel=quorum --set seed=7` */
export function commandFor(plan: Plan): string {
  const candidates = presets
    .filter((preset) => preset.system === plan.system.name)
    .map((preset) => ({ name: preset.name, settings: settingsFrom(preset.plan, plan) }));
  const nearest = candidates.reduce((best, next) => (next.settings.length < best.settings.length ? next : best));
  const quote = (setting: string) => `--set ${quoted(setting, secretIn(plan))}`;
  return ['npx clew run', nearest.name, ...nearest.settings.map(quote)].join(' ');
}

/** A preset by its name; any other as the document that it is, which no settings lead to. */
export function experimentCommandFor(experiment: LaunchedExperiment, preset: string | undefined): string {
  const seed = experiment.seed === undefined ? '' : ` --set seed=${experiment.seed}`;
  if (preset !== undefined) return `npx clew run ${preset}${seed}`;
  return `printf %s ${quoted(JSON.stringify(experiment), secretIn(experiment.plan))} | npx clew run -`;
}

/** @param origin of the server that is to run it, `http://127.0.0.1:3000` */
export function curlFor(plan: Plan, origin: string): string {
  return curl(`${origin}/api/runs`, plan, secretIn(plan));
}

export function experimentCurlFor(experiment: LaunchedExperiment, origin: string): string {
  return curl(`${origin}/api/experiments`, experiment, secretIn(experiment.plan));
}

/** Whether the command asks for a variable that only the person knows. */
export function hasSecret(plan: object): boolean {
  return secretIn(plan) !== undefined;
}

function curl(address: string, body: object, secret: string | undefined): string {
  return [
    `curl --fail-with-body -sS ${quoted(address)}`,
    `-H "authorization: Bearer $CLEW_TOKEN"`,
    `-H 'content-type: application/json'`,
    `--data-binary ${quoted(JSON.stringify(body), secret)}`,
  ].join(' \\\n  ');
}

/** The seed is always written: without it the command would draw another. */
function settingsFrom(preset: (typeof presets)[number]['plan'], plan: Plan): readonly string[] {
  const base = resolvePlan(preset, plan.seed);
  return base.ok ? settingsBetween({ ...base.value, seed: undefined }, plan) : [];
}

function secretIn(plan: object): string | undefined {
  const { system } = plan as { readonly system?: { readonly source?: { readonly url?: unknown } } };
  const url = system?.source?.url;
  const at = typeof url === 'string' ? url.indexOf('?') : -1;
  return typeof url === 'string' && at >= 0 && at + 1 < url.length ? url.slice(at + 1) : undefined;
}

/** One word for a POSIX shell. @param secret gives way to its variable */
function quoted(word: string, secret?: string): string {
  if (secret !== undefined) {
    // In JSON some of its signs are escaped.
    const parts = word.split(JSON.stringify(secret).slice(1, -1)).flatMap((part) => part.split(secret));
    if (parts.length > 1) return parts.map((part) => (part === '' ? '' : inQuotes(part))).join(`"$${queryVariable}"`);
  }
  return shellWord(word);
}

function inQuotes(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
