/**
 * Several checkers, one validity: what is worst counts, so `false` before `unknown` before `true`. A checker that breaks
 * leaves its own question open and takes nothing from the answers of the others.
 */

import { clipped } from '../../base/words';
import type { History } from '../../history/op';
import type { Checker, CheckerContext, Finding, Validity } from './checker';

/** Without any, nothing speaks against the history. */
export function mergeValidity(validities: Iterable<Validity>): Validity {
  let merged: Validity = true;
  for (const validity of validities) {
    if (validity === false) return false;
    if (validity === 'unknown') merged = 'unknown';
  }
  return merged;
}

/** A checker that threw. */
export interface Broken {
  readonly valid: 'unknown';
  readonly sentence: string;
  readonly isNoteworthy: true;
  readonly error: string;
}

export function attempt<Details>(
  checker: Checker<Details>,
  history: History,
  context: CheckerContext,
): Finding<Details> | Broken {
  try {
    return checker.check(history, context);
  } catch (thrown) {
    const error = clipped(thrown instanceof Error ? thrown.message : String(thrown));
    return { valid: 'unknown', sentence: `It could not be checked: ${error}.`, isNoteworthy: true, error };
  }
}
