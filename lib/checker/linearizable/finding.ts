/**
 * What linearizability says as a finding, and back: the counterexample is the evidence of the anomaly, everything else about
 * the verdict the details. Pages read findings, so the search itself stands elsewhere.
 */
import type { Json } from '../../base/json';
import { counted } from '../../base/words';
import { type Account, count } from '../core/account';
import type { CheckerAbout } from '../core/checker';
import type { CheckResult, Finding } from '../core/finding';
import { anomalyOf, proofCaveat } from './anomaly';
import type { KeyCounts, Verdict } from './verdict';

export interface LinearizabilityDetails {
  readonly model: string;
  readonly algorithm: string;
  readonly operations: number;
  readonly crashed: number;
  /** Absent where the history was judged as one. */
  readonly keys?: KeyCounts;
  /** The first key that is what the finding says. */
  readonly key?: Json;
  /** Of an invalid one, whether a second search proved it too. Findings of older versions do not say. */
  readonly isConfirmed?: boolean;
  /** One order that explains every answer; empty where every key has its own, or where it is too long to keep. */
  readonly linearization?: readonly number[];
}

export const aboutLinearizability: CheckerAbout<LinearizabilityDetails> = {
  isSearch: true,
  account: linearizabilityAccount,
};

/** Nobody follows an order of more operations than this, and every page of the run would wait for its numbers. */
const maxOrder = 100_000;

/** Keeps the counterexample in the anomaly, and there alone. */
export function resultOf(verdict: Verdict): CheckResult<LinearizabilityDetails> {
  const { model, algorithm, operations, crashed, keys, key, durationMs } = verdict;
  const checked = { model, algorithm, operations, crashed, ...(keys && { keys }), ...(key !== undefined && { key }) };
  const said = { sentence: linearizabilitySentence(verdict), isNoteworthy: verdict.valid !== true, durationMs };
  switch (verdict.valid) {
    case true: {
      const linearization = verdict.linearization.length > maxOrder ? [] : verdict.linearization;
      return { valid: true, ...said, anomalies: [], details: { ...checked, linearization } };
    }
    case false: {
      const { counterexample } = verdict;
      const { isConfirmed } = counterexample;
      const details = { ...checked, ...(isConfirmed !== undefined && { isConfirmed }) };
      return { valid: false, ...said, anomalies: [anomalyOf(counterexample)], details };
    }
    case 'unknown':
      return {
        valid: 'unknown',
        ...said,
        anomalies: [],
        details: checked,
        cause: verdict.cause,
        progress: verdict.progress,
      };
  }
}

const remembered = new WeakMap<Finding, Verdict>();

/** The verdict that a finding of this checker was made of, the same object every time; nothing where it has no answer. */
export function verdictOf(finding: Finding | undefined): Verdict | undefined {
  if (finding?.checker !== 'linearizability') return undefined;
  const verdict = remembered.get(finding) ?? verdictFrom(finding as Finding<LinearizabilityDetails>);
  if (verdict) remembered.set(finding, verdict);
  return verdict;
}

function verdictFrom(finding: Finding<LinearizabilityDetails>): Verdict | undefined {
  const { valid, details, anomalies, cause, progress, durationMs = 0 } = finding;
  if (!details) return undefined;
  const { linearization = [], isConfirmed: _, ...checked } = details;
  switch (valid) {
    case true:
      return { valid, ...checked, durationMs, linearization };
    case false: {
      const evidence = anomalies[0]?.evidence;
      return evidence?.type === 'worlds'
        ? { valid, ...checked, durationMs, counterexample: evidence.counterexample }
        : undefined;
    }
    case 'unknown':
      return cause && progress && { valid, ...checked, durationMs, cause, progress };
  }
}

/** What linearizability comes to. */
export function linearizabilitySentence(verdict: Verdict): string {
  const { valid, operations, keys } = verdict;
  const all = counted(operations, 'operation');
  if (valid === true) {
    if (!keys) return `One order of ${all} explains every answer.`;
    return `For each of ${counted(keys.total, 'key')} one order explains every answer; ${all} in all.`;
  }
  if (valid === false) {
    const found = keys
      ? `For ${keys.invalid} of ${counted(keys.total, 'key')} no order explains every answer. The report shows why for the first of them.`
      : 'No order of the operations explains every answer. The report shows why.';
    return [found, ...proofCaveat(verdict.counterexample)].join(' ');
  }
  if (verdict.cause === 'disagreement')
    return 'Two searches disagree, which is a bug of Clew; please report it with the history.';
  if (!keys) return 'The check stopped before it found an order, or that there is none.';
  return `The check stopped before it had an answer for ${keys.unknown} of ${counted(keys.total, 'key')}; the others have an order.`;
}

function linearizabilityAccount(details: LinearizabilityDetails): Account {
  const { model, algorithm, operations, crashed, keys, isConfirmed } = details;
  return {
    facts: [
      { name: 'Model', value: model },
      { name: 'Algorithm', value: algorithm },
      ...(isConfirmed === undefined ? [] : [{ name: 'Proved a second time', value: isConfirmed ? 'yes' : 'no' }]),
      count('Operations', operations),
      count('Never completed', crashed),
      ...(keys
        ? [count('Keys', keys.total), count('Invalid keys', keys.invalid), count('Undecided', keys.unknown)]
        : []),
    ],
    tables: [],
  };
}
