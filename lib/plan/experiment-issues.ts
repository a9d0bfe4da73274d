/** What is wrong with an experiment as a whole, and with its plans, said of the axis and the value that it comes from. */

import type { AxisValue, Experiment } from './experiment-document';
import type { PlanIssue } from './issues';

/** At a minute each it is three hours; more is a mistake in an axis more often than a wish. */
export const maxExperimentRuns = 200;

export function experimentIssues({ plan, axes, repeats }: Experiment): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  const add = (path: string, message: string) => issues.push({ path, message });
  if (plan.seed !== undefined) add('plan.seed', 'belongs beside the plan: the runs draw theirs from it');
  for (const name of twice(axes.map((axis) => axis.name))) add('axes', `has two named ${name}`);
  for (const { name, values } of axes) {
    for (const title of twice(values.map((value) => value.title))) {
      add('axes', `has two values ${title} in ${name}; give each a title of its own`);
    }
    const sets = (path: string) => values.some(({ set }) => path in set);
    if (sets('name')) add('name', `is made of the values of the axes and cannot be set by one (${name})`);
    if (repeats > 1 && sets('seed')) add('repeats', `must be 1, because ${name} sets the seed`);
  }
  const sizes = [...axes.map(({ values }) => values.length), repeats];
  const runs = sizes.reduce((all, size) => all * size, 1);
  if (runs > maxExperimentRuns) {
    add('axes', `make ${sizes.join(' × ')} = ${runs} runs; an experiment has at most ${maxExperimentRuns}`);
  }
  return issues;
}

function twice(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name, place) => names.indexOf(name) !== place));
}

/** The issues of one combination. */
interface Refused {
  readonly values: readonly AxisValue[];
  readonly issues: readonly PlanIssue[];
}

/** Each issue once, however many combinations have it, with the values that it comes from. */
export function combinationIssues({ axes }: Experiment, combinations: readonly Refused[]): readonly PlanIssue[] {
  const told = new Map<string, PlanIssue>();
  for (const { values, issues } of combinations) {
    for (const issue of issues) {
      const setting = values.filter(({ set }) => Object.keys(set).some((path) => overlaps(path, issue.path)));
      const sources = setting.length > 0 ? setting : commonTo(combinations, issue);
      const named = sources.map((value) => `${axes[values.indexOf(value)]?.name}: ${value.title}`).join('; ');
      const message = named === '' ? issue.message : `${issue.message} (${named})`;
      told.set(`${issue.path} ${message}`, { path: issue.path, message });
    }
  }
  return [...told.values()];
}

/** The values of every combination that has the issue; nothing where all have it, since then it stands in the plan. */
function commonTo(combinations: readonly Refused[], issue: PlanIssue): readonly AxisValue[] {
  const having = combinations.filter(({ issues }) => issues.some((each) => isSame(each, issue)));
  if (having.length === combinations.length) return [];
  const [first, ...others] = having.map(({ values }) => values);
  return first?.filter((value) => others.every((values) => values.includes(value))) ?? [];
}

/** Whether one path is the other, or leads to it. */
function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

function isSame(a: PlanIssue, b: PlanIssue): boolean {
  return a.path === b.path && a.message === b.message;
}
