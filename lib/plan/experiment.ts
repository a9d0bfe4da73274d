/**
 * From an experiment to its plans.
 *
 * Law: the same experiment with the same seed gives the same plans in the same order. A repeat has the same seed in every
 * combination, so that combinations differ in nothing but their values.
 */
import { drawInt, fork, randomFrom } from '../base/random';
import { err, ok, type Result } from '../base/result';
import { type AxisValue, type Experiment, readExperiment } from './experiment-document';
import { combinationIssues, experimentIssues } from './experiment-issues';
import type { PlanIssue } from './issues';
import type { Plan } from './plan';
import { resolvePlan } from './resolve';
import { seedBound } from './seed';
import { applyValues } from './settings';
import type { Tree } from './tree';

export interface Combination {
  /** One of each axis. */
  readonly values: readonly AxisValue[];
  /** One for each repeat. */
  readonly plans: readonly Plan[];
}

export interface ResolvedExperiment {
  readonly experiment: Experiment;
  /** The last axis turns fastest. */
  readonly combinations: readonly Combination[];
}

/** @param seed is used where the input names none; the caller draws it */
export function resolveExperiment(input: unknown, seed?: number): Result<ResolvedExperiment, readonly PlanIssue[]> {
  const read = readExperiment(input, seed);
  if (!read.ok) return read;
  const experiment = read.value;
  const issues = experimentIssues(experiment);
  if (issues.length > 0) return err(issues);
  const seeds = seedsOf(experiment);
  const combinations: Combination[] = [];
  const refused: { values: readonly AxisValue[]; issues: readonly PlanIssue[] }[] = [];
  for (const values of product(experiment.axes.map((axis) => axis.values))) {
    const plans = plansOf(experiment, values, seeds);
    if (plans.ok) combinations.push({ values, plans: plans.value });
    refused.push({ values, issues: plans.ok ? [] : plans.error });
  }
  if (combinations.length < refused.length) return err(combinationIssues(experiment, refused));
  return ok({ experiment, combinations });
}

/** One from each list, in every way; the last turns fastest. Of no lists there is one way. */
export function product<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (ways, list) => ways.flatMap((way) => list.map((item) => [...way, item])),
    [[]],
  );
}

function plansOf(
  { name, plan, repeats }: Experiment,
  values: readonly AxisValue[],
  seeds: readonly number[],
): Result<readonly Plan[], readonly PlanIssue[]> {
  let tree: Tree = plan;
  for (const { set } of values) {
    const changed = applyValues(tree, set);
    if (!changed.ok) return changed;
    tree = changed.value;
  }
  const plans: Plan[] = [];
  for (const [repeat, seed] of seeds.entries()) {
    const number = repeats === 1 ? [] : [`#${repeat + 1}`];
    const resolved = resolvePlan(
      { ...tree, name: planName([name, ...values.map(({ title }) => title), ...number]) },
      seed,
    );
    if (!resolved.ok) return resolved;
    plans.push(resolved.value);
  }
  return ok(plans);
}

/** The most that the name of a plan may have. */
const maxLetters = 80;

function planName(parts: readonly string[]): string {
  const name = parts.join(' · ');
  return name.length <= maxLetters ? name : `${name.slice(0, maxLetters - 1).trimEnd()}…`;
}

function seedsOf({ seed, repeats }: Experiment): readonly number[] {
  let random = fork(randomFrom(seed), 'repeats');
  return Array.from({ length: repeats }, () => {
    const { value, next } = drawInt(random, seedBound);
    random = next;
    return value;
  });
}
