/**
 * Linearizability as one checker among others: the verdict of the search as a finding, and back. The counterexample is the
 * evidence of the anomaly, everything else about the verdict the details of the finding.
 */
import { present } from '../../base/assert';
import type { Json } from '../../base/json';
import { counted } from '../../base/words';
import { splitByKey } from '../../history/independent';
import type { OpSequence } from '../../history/op';
import type { Model } from '../../model/model';
import type { Account } from '../core/account';
import { count } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker, CheckerContext, Decided } from '../core/checker';
import type { CheckResult, Finding } from '../core/finding';
import { anomalyOf, proofCaveat } from './anomaly';
import { decideByKey } from './by-key';
import { type Decision, decideWithin, unknownVerdict } from './check';
import { liveLinearizability } from './live-linearizability';
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

export const linearizability: Checker<LinearizabilityDetails> = {
  title: 'Linearizability',
  summary: 'One order of the operations, each at a moment between invocation and completion, explains every answer.',
  isSearch: true,
  check(history, context, budget) {
    const { result, explain } = decided(history, context, budget);
    return explain ? explain(budget.part(budget.left)) : result;
  },
  decide: decided,
  live(history, { model, isByKey = false }, limits, host) {
    return liveLinearizability(history, present(model, 'a model'), isByKey, limits, host);
  },
  stopped(history, { model }) {
    const progress = { done: 0, total: history.length, configurations: 0 };
    return resultOf(unknownVerdict(history, present(model, 'a model'), { cause: 'time', progress, durationMs: 0 }));
  },
  account: linearizabilityAccount,
};

/** Nobody follows an order of more operations than this, and every page of the run would wait for its numbers. */
const maxOrder = 100_000;

function decided(
  history: OpSequence,
  { model, isByKey = false }: CheckerContext,
  budget: Budget,
  tell: (result: CheckResult<LinearizabilityDetails>) => void = () => undefined,
): Decided<LinearizabilityDetails> {
  if (!model) throw new Error('there is no model for it');
  const decision = isByKey
    ? decisionByKey(history, model, budget, (early) => tell(resultOf(early)))
    : decideWithin(history, model, budget);
  if (decision.valid !== false) return { result: resultOf(decision) };
  const explain = (explaining: Budget) => resultOf({ ...decision, counterexample: decision.explain(explaining) });
  return { result: resultOf(decision), explain };
}

function decisionByKey(history: OpSequence, model: Model, budget: Budget, tell: (early: Decision) => void): Decision {
  const split = splitByKey(history);
  if (!split.ok) throw new Error(split.error.message);
  const parts = split.value;
  const total = parts.reduce((sum, part) => sum + part.history.length, 0);
  let done = 0;
  return decideByKey(parts, budget.left, {
    now: () => budget.elapsedMs,
    decide: (part, limits) => decideWithin(part.history, model, budget.part(limits)),
    onDecided: (part) => {
      done += part.history.length;
      budget.report({ done, total, configurations: 0 });
    },
    onRefuted: tell,
  });
}

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
