/** What `clew run` is pointed at: a plan or an experiment, from a preset's name or a file, with settings applied. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type ResolvedExperiment, resolveExperiment } from '@/lib/plan/experiment';
import { isExperiment, maxRepeats } from '@/lib/plan/experiment-document';
import { experimentPresetNamed, experimentPresets } from '@/lib/plan/experiment-presets';
import type { Plan } from '@/lib/plan/plan';
import { presetNamed, presets } from '@/lib/plan/presets';
import { resolvePlan } from '@/lib/plan/resolve';
import { seedBound } from '@/lib/plan/seed';
import { applySettings } from '@/lib/plan/settings';
import type { Tree } from '@/lib/plan/tree';
import { upgradeExperiment, upgradePlan } from '@/lib/plan/upgrade';
import { ArgumentError, describeIssues } from './argument-error';
import { filledFrom } from './cluster-source';

export type RunDocument =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'experiment'; readonly resolved: ResolvedExperiment };

export interface Reading {
  /** Of the directory in which a cluster is looked for that a plan only names. */
  readonly data?: string | undefined;
}

export interface Repeating extends Reading {
  readonly repeats?: number | undefined;
  readonly until?: 'invalid' | undefined;
}

/** A plan that is repeated is an experiment without axes. @param source `-` for standard input @throws ArgumentError */
export async function documentFrom(
  source: string,
  settings: readonly string[],
  { repeats, until, data }: Repeating = {},
  stdin: AsyncIterable<string | Buffer> = process.stdin,
): Promise<RunDocument> {
  const input = await readInput(source, stdin);
  if (!isExperiment(input) && repeats === undefined && until === undefined) {
    return { kind: 'plan', plan: await planOf(source, input as Tree, settings, data) };
  }
  const document: Tree = isExperiment(input) ? (input as Tree) : { name: (input as Tree).name, plan: input, axes: [] };
  const { seed = document.seed, ...plan } = await filledFrom(
    withSettings((document.plan ?? {}) as Tree, settings),
    data,
  );
  const most = until && (document.repeats ?? maxRepeats);
  const repeating = { ...(until && { until }), repeats: repeats ?? most ?? document.repeats };
  const resolved = resolveExperiment({ ...document, plan, seed, ...repeating }, randomInt(seedBound));
  if (!resolved.ok) throw new ArgumentError(describeIssues(`${source} is no experiment`, resolved.error));
  return { kind: 'experiment', resolved: resolved.value };
}

/** @throws ArgumentError, also for an experiment */
export async function planFrom(source: string, settings: readonly string[], { data }: Reading = {}): Promise<Plan> {
  return planOf(source, (await readInput(source, process.stdin)) as Tree, settings, data);
}

async function planOf(
  source: string,
  input: Tree,
  settings: readonly string[],
  data: string | undefined,
): Promise<Plan> {
  const plan = resolvePlan(await filledFrom(withSettings(input, settings), data), randomInt(seedBound));
  if (!plan.ok) throw new ArgumentError(describeIssues(`${source} is no plan`, plan.error));
  return plan.value;
}

function withSettings(plan: Tree, settings: readonly string[]): Tree {
  const changed = applySettings(plan, settings);
  if (!changed.ok) throw new ArgumentError(describeIssues('these settings do not fit', changed.error));
  return changed.value;
}

export function isPreset(name: string): boolean {
  return presetNamed(name) !== undefined;
}

async function readInput(source: string, stdin: AsyncIterable<string | Buffer>): Promise<unknown> {
  const preset = presetNamed(source)?.plan ?? experimentPresetNamed(source)?.experiment;
  if (preset) return preset;
  if (source !== '-' && !existsSync(source)) {
    const names = [...presets, ...experimentPresets].map(({ name }) => name).join(', ');
    throw new ArgumentError(`there is no preset and no file named ${source}; the presets are ${names}`);
  }
  const written = source === '-' ? await text(stdin) : await readFile(source, 'utf8');
  try {
    return upgraded(source, JSON.parse(written));
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    throw new ArgumentError(`${source} is no JSON: ${(error as Error).message}`);
  }
}

/** Before settings are made in it, whose paths are those of the newest version. */
function upgraded(source: string, document: unknown): unknown {
  const read = isExperiment(document) ? upgradeExperiment(document) : upgradePlan(document);
  if (!read.ok) throw new ArgumentError(describeIssues(`${source} cannot be read`, read.error));
  return read.value;
}
