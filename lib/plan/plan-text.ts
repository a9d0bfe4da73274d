/** A test or an experiment as a text that a person reads, edits and pastes; what is wrong is said with its path and line. */
import { type JsonDocument, readJsonLines } from '../base/json-lines';
import { err, ok, type Result } from '../base/result';
import { type ResolvedExperiment, resolveExperiment } from './experiment';
import { isExperiment } from './experiment-document';
import type { PlanIssue } from './issues';
import type { Plan } from './plan';
import { resolvePlan } from './resolve';

export interface TextIssue extends PlanIssue {
  /** From 1. */
  readonly line: number;
}

/** Two spaces, as `npx clew run` reads it from a file. */
export function printDocument(document: object): string {
  return JSON.stringify(document, null, 2);
}

/** @param seed is used where the text names none */
export function readPlanText(text: string, seed?: number): Result<Plan, readonly TextIssue[]> {
  return readWith(text, (value) => {
    if (isExperiment(value)) return err([{ path: 'axes', message: 'makes this an experiment, which is not one test' }]);
    return resolvePlan(value, seed);
  });
}

/** @param seed is used where the text names none */
export function readExperimentText(text: string, seed?: number): Result<ResolvedExperiment, readonly TextIssue[]> {
  return readWith(text, (value) => resolveExperiment(value, seed));
}

function readWith<T>(
  text: string,
  resolve: (value: unknown) => Result<T, readonly PlanIssue[]>,
): Result<T, readonly TextIssue[]> {
  const read = readJsonLines(text);
  if (!read.ok) {
    const { line, column, message } = read.error;
    return err([{ path: '', line, message: `column ${column}: ${message}` }]);
  }
  const resolved = resolve(read.value.value);
  if (resolved.ok) return ok(resolved.value);
  return err(resolved.error.map((issue) => ({ ...issue, line: lineOf(read.value, issue.path) })));
}

/** Of the value itself, of the one value of an axis that sets it, else of the group in which it is missing. */
function lineOf({ lines }: JsonDocument, path: string): number {
  const set = [...lines].filter(
    ([name]) => /^axes\.\d+\.values\.\d+\.set\./.test(name) && name.endsWith(`.set.${path}`),
  );
  const [only, second] = set;
  if (only && !second) return only[1];
  // What is wrong with the plan of an experiment is said by the names of the plan.
  return nearestLine(lines, path) ?? nearestLine(lines, `plan.${path}`) ?? lines.get('') ?? 1;
}

function nearestLine(lines: JsonDocument['lines'], path: string): number | undefined {
  const names = path === '' ? [] : path.split('.');
  for (let length = names.length; length > 0; length--) {
    const line = lines.get(names.slice(0, length).join('.'));
    if (line !== undefined) return line;
  }
  return undefined;
}
