/**
 * For tests: the definition of linearizability, written down as plainly as possible and tried in every order. It shares
 * nothing with the checker but the model and the format of a history.
 */
import type { Json } from '../../base/json';
import type { History, Op } from '../../history/op';
import type { Model } from '../../model/model';

interface Candidate {
  readonly invoked: number;
  readonly returned: number;
  readonly f: string;
  readonly value: Json;
  readonly isMandatory: boolean;
}

export interface BruteWorld {
  readonly order: readonly number[];
  readonly state: Json;
}

/** Every linearization of the ops before `end`, without the operation invoked at `except`. */
export function* bruteWorlds(history: History, model: Model, end: number, except?: number): Generator<BruteWorld> {
  const candidates = candidatesOf(history, end).filter((candidate) => candidate.invoked !== except);
  yield* extend(model, candidates, [], model.initial);
}

/** The place of the first completion at which no order is left; undefined for a linearizable history. */
export function bruteFailure(history: History, model: Model): number | undefined {
  for (const op of history) {
    if (op.type === 'ok' && bruteWorlds(history, model, op.index + 1).next().done) return op.index;
  }
  return undefined;
}

function* extend(
  model: Model,
  left: readonly Candidate[],
  order: readonly number[],
  state: Json,
): Generator<BruteWorld> {
  if (left.every((candidate) => !candidate.isMandatory)) yield { order, state };
  for (const next of left) {
    if (left.some((other) => other !== next && other.isMandatory && other.returned < next.invoked)) continue;
    const step = model.step(state, next);
    if ('inconsistent' in step) continue;
    const rest = left.filter((other) => other !== next);
    yield* extend(model, rest, [...order, next.invoked], step.state);
  }
}

/** What may or must have happened before `end`: no failed operation, no crashed read. */
function candidatesOf(history: History, end: number): Candidate[] {
  return history.slice(0, end).flatMap((op): Candidate[] => {
    if (op.type !== 'invoke' || op.process === 'nemesis') return [];
    const completion = history.find((later: Op) => later.index > op.index && later.process === op.process);
    if (completion?.type === 'fail') return [];
    if (completion?.type !== 'ok') {
      const isRead = op.f === 'read';
      return isRead
        ? []
        : [{ invoked: op.index, returned: Number.POSITIVE_INFINITY, f: op.f, value: op.value, isMandatory: false }];
    }
    const isMandatory = completion.index < end;
    return [{ invoked: op.index, returned: completion.index, f: op.f, value: completion.value, isMandatory }];
  });
}
