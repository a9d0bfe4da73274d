/**
 * Judges a history: is there an order of its operations, each taking effect at one moment between invocation and
 * completion, that the model accepts? (Herlihy and Wing, "Linearizability", 1990.)
 *
 * The answer is exact for every history, crashed operations included. An order is replayed, and a refutation proved a second
 * time (second-proof.ts), before either is told. A limit that is met gives `unknown`, with the
 * cause and how far it got; nothing is thrown for it. A history that breaks the laws of `op.ts` throws a
 * MalformedHistoryError.
 *
 * Deciding and explaining are two steps, each with a budget: `decideWithin` gives the verdict and what refutes the
 * history, `explain` the worlds and the smallest contradiction. `check` explains when somebody reads the
 * counterexample, in what is left of its limits.
 */
import { assert, assertNever, present } from '../../base/assert';
import { fieldsOf } from '../../history/fields';
import type { OpSequence } from '../../history/op';
import { pairCompletions } from '../../history/operations';
import { neverCompleted } from '../../history/pairing';
import type { Model } from '../../model/model';
import { Budget, type CheckHost, type CheckLimits, timelessHost } from '../core/budget';
import { explain } from './explain/explain';
import { secondProof } from './explain/second-proof';
import { refutersOf } from './refuters';
import { type Algorithm, decide } from './search/decide';
import { callsOfSchedule, type Schedule, scheduleOf } from './search/schedule';
import { Steps } from './search/steps';
import { replay } from './search/witness';
import type { Counterexample, InvalidVerdict, UnknownVerdict, ValidVerdict, Verdict } from './verdict';

/** Invalid; its counterexample names what refutes the history and has no worlds yet. */
export interface Refuted extends InvalidVerdict {
  /** The counterexample in full; where the budget ends first it says so and has what was found by then. */
  explain(budget: Budget): Counterexample;
}

export type Decision = ValidVerdict | Refuted | UnknownVerdict;

/** @param host without one time stands still: no limit of time or memory is ever met */
export function check(history: OpSequence, model: Model, limits: CheckLimits, host: CheckHost = timelessHost): Verdict {
  return checkWithin(history, model, new Budget(limits, host));
}

function checkWithin(history: OpSequence, model: Model, budget: Budget): Verdict {
  const decision = decideWithin(history, model, budget);
  if (decision.valid !== false) return decision;
  const { left } = budget;
  const { explain: explained, counterexample: _, ...checked } = decision;
  const counterexample = lazily(() => explained(budget.part(left)));
  return {
    ...checked,
    get counterexample() {
      return counterexample();
    },
  };
}

/** @param search what decides; handed in by tests of what happens where it has a bug */
export function decideWithin(history: OpSequence, model: Model, budget: Budget, search = decide): Decision {
  const completions = pairCompletions(history);
  const recorded = { history, completions };
  const steps = new Steps(model);
  const schedule = scheduleOf(history, completions, steps);
  const decision = search(schedule, steps, budget);
  const algorithm = decision.kind === 'stopped' ? undefined : decision.algorithm;
  const judged = () => ({ ...summaryOf(history, completions, model, algorithm), durationMs: budget.elapsedMs });
  switch (decision.kind) {
    case 'linearizable': {
      const witness = replay(recorded, model, decision.order);
      assert(witness.ok, `the order found is a linearization: ${witness.ok ? '' : witness.error}`);
      return { valid: true, ...judged(), linearization: decision.order };
    }
    case 'stuck': {
      const { call, ends, shown, part } = decision;
      const proof = secondProof(decision, schedule, steps, budget);
      if (proof === 'disagreement') return { valid: 'unknown', ...judged(), ...disagreement(schedule) };
      const isConfirmed = proof === 'confirmed';
      const completion = schedule.returned[call] as number;
      const violating = { operation: schedule.invoked[call] as number, completion, prefixLength: completion };
      // A value that was never written is refuted by nothing in particular; then what the state was stands against it.
      const refuters = shown?.length ? shown : refutersOf(ends, recorded, model);
      return {
        valid: false,
        ...judged(),
        counterexample: { ...violating, refuters, isConfirmed, ...nothingExplained },
        explain(explaining) {
          const calls = callsOfSchedule(schedule, steps);
          const stuck = { call: present(calls[call], 'call'), ends, shown, part };
          return { ...explain(stuck, recorded, calls, steps, model, explaining), refuters, isConfirmed };
        },
      };
    }
    case 'stopped':
      return { valid: 'unknown', ...judged(), cause: decision.cause, progress: decision.progress };
    default:
      return assertNever(decision);
  }
}

const nothingExplained = {
  worlds: { shown: [], total: 0, isExact: false },
  finalStates: [],
  hasAllFinalStates: false,
  transitions: [],
} as const;

function disagreement({ events }: Schedule): Pick<UnknownVerdict, 'cause' | 'progress'> {
  return { cause: 'disagreement', progress: { done: events.length, total: events.length, configurations: 0 } };
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
  history: OpSequence,
  model: Model,
  stopped: Pick<UnknownVerdict, 'cause' | 'progress' | 'durationMs'>,
): UnknownVerdict {
  return { valid: 'unknown', ...summaryOf(history, pairCompletions(history), model), ...stopped };
}

function summaryOf(
  history: OpSequence,
  completions: Int32Array,
  model: Model,
  algorithm: Algorithm = 'just-in-time linearization',
) {
  const fields = fieldsOf(history);
  let operations = 0;
  let crashed = 0;
  for (let place = 0; place < history.length; place++) {
    const completion = completions[place] as number;
    if (completion < neverCompleted) continue;
    operations++;
    if (completion === neverCompleted || fields.typeAt(completion) === 'info') crashed++;
  }
  return { model: model.name, algorithm, operations, crashed };
}
