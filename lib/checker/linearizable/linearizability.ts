/** Linearizability as one checker among others: the search, at the end of a run and while it goes on. */
import { present } from '../../base/assert';
import { fieldsOf } from '../../history/fields';
import { splitByKey } from '../../history/independent';
import type { OpSequence } from '../../history/op';
import type { Model } from '../../model/model';
import type { Budget } from '../core/budget';
import type { Checker, CheckerContext, Decided } from '../core/checker';
import type { CheckResult } from '../core/finding';
import { decideByKey } from './by-key';
import { type Decision, decideWithin, unknownVerdict } from './check';
import { aboutLinearizability, type LinearizabilityDetails, resultOf } from './finding';
import { liveLinearizability } from './live-linearizability';

export const linearizability: Checker<LinearizabilityDetails> = {
  ...aboutLinearizability,
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
};

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
  if (decision.valid === true && !hasAnswer(history)) return { result: { ...resultOf(decision), ...unasked } };
  if (decision.valid !== false) return { result: resultOf(decision) };
  const explain = (explaining: Budget) => resultOf({ ...decision, counterexample: decision.explain(explaining) });
  return { result: resultOf(decision), explain };
}

/** Where nothing succeeded any order will do. */
const unasked = {
  isMoot: true,
  isNoteworthy: true,
  sentence: 'No operation succeeded, so there is no answer to explain.',
} as const;

function hasAnswer(history: OpSequence): boolean {
  const fields = fieldsOf(history);
  for (let place = 0; place < fields.length; place++) {
    if (fields.typeAt(place) === 'ok' && fields.processAt(place) !== 'nemesis') return true;
  }
  return false;
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
