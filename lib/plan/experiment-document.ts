/**
 * An experiment is one plan with axes: each value of an axis puts something else into the plan, and every combination of
 * values, one from each axis, is a run. One value may set several fields that only make sense together:
 *
 *     { "name": "reads", "plan": { … },                      the plan, without a seed
 *       "axes": [{ "name": "reads", "values": [
 *         { "title": "etcd, quorum",   "set": { "system": { "name": "etcd" }, "client.readLevel": "quorum" } },
 *         { "title": "memory, quorum", "set": { "system": { "name": "memory" }, … } }] }],
 *       "repeats": 5, "seed": 7 }
 */
import * as z from 'zod/mini';
import { strangeLines } from '../base/plain-text';
import { err, ok, type Result } from '../base/result';
import type { PlanIssue } from './issues';
import { planIssues, planMessage } from './issues';
import type { Plan } from './plan';
import { seedSchema } from './seed';
import { isTree, type Tree } from './tree';
import { planVersion, upgradeExperiment } from './upgrade';

export interface AxisValue {
  readonly title: string;
  /** By the path of a field, as `client.readLevel`; a whole group, as `system`, replaces what was there. */
  readonly set: Tree;
}

export interface Axis {
  readonly name: string;
  readonly values: readonly AxisValue[];
}

/** With its seed and every title written out. */
export interface Experiment {
  /** Of its plan and of the paths of its axes. */
  readonly version: typeof planVersion;
  readonly name: string;
  readonly plan: Tree;
  readonly axes: readonly Axis[];
  /** Runs of each combination, each with a seed of its own. */
  readonly repeats: number;
  /** A hunt: the repeats of a combination end with its first violation. Without it all of them run. */
  readonly until?: 'invalid' | undefined;
  readonly seed: number;
}

/** The head of a column. */
const maxTitleLetters = 60;

const valueSchema = z.pipe(
  z.strictObject({
    title: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(maxTitleLetters))),
    set: z.record(z.string().check(z.minLength(1)), z.unknown()),
  }),
  z.transform(({ title, set }): AxisValue => ({ title: title ?? shortTitle(titleOf(set)), set })),
);

const axisSchema = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(40)),
  values: z.array(valueSchema).check(z.minLength(1), z.maxLength(50)),
});

const maxNameLetters = 60;

/** Of one combination. */
export const maxRepeats = 100;

export const experimentSchema = z.strictObject({
  version: z._default(z.literal(planVersion), planVersion),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(maxNameLetters), z.meta({ title: 'Name' })),
  plan: z.record(z.string(), z.unknown()),
  axes: z.array(axisSchema).check(z.maxLength(6)),
  repeats: z
    ._default(z.int().check(z.minimum(1), z.maximum(maxRepeats)), 1)
    .check(z.meta({ title: 'Repeats', hint: 'Of each combination, each with a seed of its own' })),
  until: z.optional(z.literal('invalid')),
  seed: seedSchema.check(z.meta({ title: 'Seed', hint: 'The same seed draws the same runs' })),
});

/** An experiment before its defaults are written out. */
export type ExperimentInput = Omit<z.input<typeof experimentSchema>, 'seed'> & { readonly seed?: number };

/** @param seed is used where the input names none */
export function readExperiment(input: unknown, seed?: number): Result<Experiment, readonly PlanIssue[]> {
  const strange = strangeLines(input);
  return strange.length > 0 ? err(strange) : readWritten(input, seed);
}

function readWritten(input: unknown, seed?: number): Result<Experiment, readonly PlanIssue[]> {
  const upgraded = upgradeExperiment(input);
  if (!upgraded.ok) return upgraded;
  const parsed = experimentSchema.safeParse(withSeed(upgraded.value, seed), { error: planMessage });
  return parsed.success ? ok(parsed.data) : err(documentIssues(parsed.error));
}

/** What this program or an older version of it wrote. @throws where a newer version did */
export function storedExperiment(written: unknown): Experiment {
  const read = readWritten(withShortTitles(written));
  if (read.ok) return read.value;
  throw new Error(`a stored experiment cannot be read: ${read.error.map(({ message }) => message).join('; ')}`);
}

/** Titles that version 0.1 made of long values are longer than it allowed others to be. */
function withShortTitles(written: unknown): unknown {
  if (!isTree(written) || !Array.isArray(written.axes)) return written;
  const short = (value: unknown) =>
    isTree(value) && typeof value.title === 'string' ? { ...value, title: shortTitle(value.title) } : value;
  const axes = written.axes.map((axis: unknown) =>
    isTree(axis) && Array.isArray(axis.values) ? { ...axis, values: axis.values.map(short) } : axis,
  );
  return { ...written, axes };
}

/** As long as a person waits for what may not be there; the rest can be run later. */
export const huntRepeats = 20;

/** A plan again and again, each time with a new seed drawn from its own, until its first violation. */
export function huntOf({ seed, ...plan }: Plan): ExperimentInput {
  return { name: plan.name.slice(0, maxNameLetters), plan, axes: [], repeats: huntRepeats, until: 'invalid', seed };
}

/** Whether a document that was read is meant as an experiment; otherwise it is a plan. */
export function isExperiment(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'axes' in input;
}

/** As long as one that a person may type, so that it can be read again. */
function shortTitle(title: string): string {
  return title.length <= maxTitleLetters ? title : `${title.slice(0, maxTitleLetters - 1).trimEnd()}…`;
}

/** `quorum`, `20`, `partition-random-halves`: what is set, without saying where. */
function titleOf(set: Tree): string {
  return Object.values(set).map(valueWords).join(', ') || 'as it is';
}

function valueWords(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  return JSON.stringify(value);
}

function withSeed(input: unknown, seed: number | undefined): unknown {
  if (seed === undefined || typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return 'seed' in input && input.seed !== undefined ? input : { ...input, seed };
}

/** What each level of the document has, by the length of its path. */
const fieldsAt: Readonly<Record<number, string>> = {
  0: 'an experiment has name, plan, axes, repeats, until and seed',
  2: 'an axis has name and values',
  4: 'a value has title and set',
};

/** A mistyped field of the experiment is not answered with the nearest one of a plan. */
function documentIssues({ issues }: z.core.$ZodError): readonly PlanIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return planIssues({ issues: [issue] });
    const path = issue.path.map(String);
    const message = `is not a field here: ${fieldsAt[path.length]}`;
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message }));
  });
}
