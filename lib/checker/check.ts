/**
 * Judges a history: is there an order of its operations, each taking effect at one moment between invocation and
 * completion, that the model accepts? (Herlihy and Wing, "Linearizability", 1990.)
 *
 * The answer is exact for every history, crashed operations included. A limit that is met gives `unknown`, with the
 * cause and how far it got; nothing is thrown for it. Whoever hands in a history that breaks the laws of `op.ts` gets a
 * MalformedHistoryError.
 */
import { assert } from '../base/assert';
import type { History } from '../history/op';
import { type Operation, outcomeOf, pairOperations } from '../history/operations';
import type { Model } from '../model/model';
import { Budget, type CheckHost } from './budget';
import { callsOf } from './linearizable/calls';
import { explain } from './linearizable/explain';
import { search } from './linearizable/search';
import { Steps } from './linearizable/steps';
import { replay } from './linearizable/witness';
import type { CheckLimits, UnknownVerdict, Verdict } from './verdict';

/** Without a host time stands still: no limit of time or memory is ever met. */
const timeless: CheckHost = { now: () => 0 };

export function check(history: History, model: Model, limits: CheckLimits, host: CheckHost = timeless): Verdict {
  const budget = new Budget(limits, host);
  const operations = pairOperations(history);
  const steps = new Steps(model);
  const calls = callsOf(operations, steps);
  const result = search(calls, steps, budget);
  const judged = () => ({ ...summaryOf(operations, model), durationMs: budget.elapsedMs });
  switch (result.kind) {
    case 'linearizable': {
      const witness = replay(operations, model, result.order);
      assert(witness.ok, `the order found is a linearization: ${witness.ok ? '' : witness.error}`);
      return { valid: true, ...judged(), linearization: result.order };
    }
    case 'stuck': {
      const failure = explain(result, operations, calls, steps, model, budget);
      return { valid: false, ...judged(), failure };
    }
    case 'stopped':
      return { valid: 'unknown', ...judged(), cause: result.cause, progress: result.progress };
  }
}

/** The verdict about a check that whoever ran it had to end. */
export function unknownVerdict(
  history: History,
  model: Model,
  stopped: Pick<UnknownVerdict, 'cause' | 'progress' | 'durationMs'>,
): UnknownVerdict {
  return { valid: 'unknown', ...summaryOf(pairOperations(history), model), ...stopped };
}

function summaryOf(operations: readonly Operation[], model: Model) {
  return {
    model: model.name,
    algorithm: 'just-in-time linearization',
    operations: operations.length,
    crashed: operations.filter((operation) => outcomeOf(operation) === 'info').length,
  };
}
