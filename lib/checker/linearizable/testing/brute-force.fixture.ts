/**
 * For tests: the definition of linearizability, written down as plainly as possible and tried in every order. It shares
 * nothing with the checker but the model and the format of a history.
 *
 * What has returned must have happened, before anything that was invoked afterwards. What has not may have happened, at
 * any time after its invocation, or not. What has failed did not happen.
 */
import { assert } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { History, Op, Process } from '../../../history/op';
import type { Model } from '../../../model/model';

interface Candidate {
  readonly invoked: number;
  readonly returned: number;
  readonly f: string;
  readonly value: Json;
  readonly process: Process;
  readonly isMandatory: boolean;
}

export interface BruteWorld {
  readonly order: readonly number[];
  readonly state: Json;
}

/** Sets of operations are the bits of a number; and with more operations trying every order does not end. */
const operationLimit = 24;

/**
 * Every linearization of the ops before `end`, without the operation invoked at `except`. Crashed operations that only
 * read are left out, as the explanation leaves them out: nobody can tell the worlds with them from those without.
 */
export function* bruteWorlds(history: History, model: Model, end: number, except?: number): Generator<BruteWorld> {
  const candidates = candidatesOf(history, end).filter(
    (candidate) =>
      candidate.invoked !== except && (Number.isFinite(candidate.returned) || !model.isReadOnly?.(candidate)),
  );
  yield* extend(model, candidates, [], model.initial);
}

/**
 * The place of the first completion at which no order is left; undefined for a linearizable history.
 *
 * It walks through everything that can have happened: every set of operations in every order that real time and the
 * model allow, a set that leads to one state once. Such a set explains the history up to the first return of an
 * operation that is not in it; where the best of them ends, no order is left.
 */
export function bruteFailure(history: History, model: Model): number | undefined {
  const candidates = candidatesOf(history, history.length);
  assert(candidates.length <= operationLimit, 'brute force is for short histories');
  const known = new Set<string>();
  const reached = [{ taken: 0, state: model.initial }];
  let best = 0;
  for (let next = reached.pop(); next; next = reached.pop()) {
    const { taken, state } = next;
    const left = candidates.filter((_, bit) => (taken & (1 << bit)) === 0);
    const firstReturn = Math.min(...left.map(({ isMandatory, returned }) => (isMandatory ? returned : Infinity)));
    if (firstReturn === Number.POSITIVE_INFINITY) return undefined;
    best = Math.max(best, firstReturn);
    for (const [bit, candidate] of candidates.entries()) {
      if ((taken & (1 << bit)) !== 0 || candidate.invoked > firstReturn) continue;
      const step = model.step(state, candidate);
      if ('inconsistent' in step) continue;
      const after = taken | (1 << bit);
      const key = `${after} ${JSON.stringify(step.state)}`;
      if (known.has(key)) continue;
      known.add(key);
      reached.push({ taken: after, state: step.state });
    }
  }
  return best;
}

/** The same, word for word as the definition has it: the first completion before which no order is left. */
export function bruteFailureByPrefix(history: History, model: Model): number | undefined {
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

/** What may or must have happened before `end`. A completion without a value, as of a write, leaves what was asked for. */
function candidatesOf(history: History, end: number): Candidate[] {
  return history.slice(0, end).flatMap((op): Candidate[] => {
    if (op.type !== 'invoke' || op.process === 'nemesis') return [];
    const completion = history.find((later: Op) => later.index > op.index && later.process === op.process);
    if (completion?.type === 'fail') return [];
    const { index: invoked, f, process } = op;
    if (completion?.type !== 'ok') {
      return [{ invoked, returned: Number.POSITIVE_INFINITY, f, value: op.value, process, isMandatory: false }];
    }
    const value = completion.value ?? op.value;
    return [{ invoked, returned: completion.index, f, value, process, isMandatory: completion.index < end }];
  });
}
