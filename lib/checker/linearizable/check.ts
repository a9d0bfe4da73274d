/**
 * Judges a history: is there an order of its operations, each taking effect at one moment between invocation and
 * completion, that the model accepts? (Herlihy and Wing, "Linearizability", 1990.)
 *
 * The answer is exact for every history, crashed operations included. A limit that is met gives `unknown`, with the
 * cause and how far it got; nothing is thrown for it. A history that breaks the laws of `op.ts` throws a
 * MalformedHistoryError. The explanation of an invalid history is made when it is read, within what is left of the
 * limits.
 */
import { assert, assertNever, present } from '../../base/assert';
import type { History } from '../../history/op';
import { pairCompletions } from '../../history/operations';
import { neverCompleted } from '../../history/pairing';
import type { Model } from '../../model/model';
import { Budget, type CheckHost, type CheckLimits, timelessHost } from '../core/budget';
import { explain } from './explain/explain';
import { decide } from './search/decide';
import { callsOfSchedule, scheduleOf } from './search/schedule';
import { Steps } from './search/steps';
import { replay } from './search/witness';
import type { UnknownVerdict, Verdict } from './verdict';

/** @param host without one time stands still: no limit of time or memory is ever met */
export function check(history: History, model: Model, limits: CheckLimits, host: CheckHost = timelessHost): Verdict {
  return checkWithin(history, model, new Budget(limits, host));
}

export function checkWithin(history: History, model: Model, budget: Budget): Verdict {
  const completions = pairCompletions(history);
  const steps = new Steps(model);
  const schedule = scheduleOf(history, completions, steps);
  const decision = decide(schedule, steps, budget);
  const judged = () => ({ ...summaryOf(history, completions, model), durationMs: budget.elapsedMs });
  switch (decision.kind) {
    case 'linearizable': {
      const witness = replay({ history, completions }, model, decision.order);
      assert(witness.ok, `the order found is a linearization: ${witness.ok ? '' : witness.error}`);
      return { valid: true, ...judged(), linearization: decision.order };
    }
    case 'stuck': {
      const checked = judged();
      const { left } = budget;
      const explained = lazily(() => {
        const calls = callsOfSchedule(schedule, steps);
        const stuck = { call: present(calls[decision.call], 'call'), ends: decision.ends };
        return explain(stuck, { history, completions }, calls, steps, model, budget.part(left));
      });
      return {
        valid: false,
        ...checked,
        get counterexample() {
          return explained();
        },
      };
    }
    case 'stopped':
      return { valid: 'unknown', ...judged(), cause: decision.cause, progress: decision.progress };
    default:
      return assertNever(decision);
  }
}

/** Made when it is asked for, once. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The verdict about a check that was ended from outside. */
export function unknownVerdict(
  history: History,
  model: Model,
  stopped: Pick<UnknownVerdict, 'cause' | 'progress' | 'durationMs'>,
): UnknownVerdict {
  return { valid: 'unknown', ...summaryOf(history, pairCompletions(history), model), ...stopped };
}

function summaryOf(history: History, completions: Int32Array, model: Model) {
  let operations = 0;
  let crashed = 0;
  for (let place = 0; place < history.length; place++) {
    const completion = completions[place] as number;
    if (completion < neverCompleted) continue;
    operations++;
    if (completion === neverCompleted || history[completion]?.type === 'info') crashed++;
  }
  return { model: model.name, algorithm: 'just-in-time linearization', operations, crashed };
}
