/**
 * Why a history is not linearizable, for a person: the worlds that were possible just before the operation that cannot
 * be, the states in which they end, and the model's words for each of them.
 *
 * A world is an order of operations of the prefix that agrees with real time and the model. It takes every operation
 * that had completed; an operation still open then, crashed ones included, may have taken effect or not, and a world
 * stands for either. Left out are operations known to have failed, crashed reads, and the operation that cannot be. Two
 * worlds are distinct when their orders differ.
 *
 * Law: the explanation never changes the verdict. Where it would take too long it counts fewer worlds and says so.
 */
import { assert } from '../../base/assert';
import { type Operation, operationsOf } from '../../history/operations';
import type { Model } from '../../model/model';
import type { Budget } from '../budget';
import type { Failure, MinimalCounterexample, World } from '../verdict';
import { type Call, modelOpOf } from './calls';
import { minimalCore } from './minimal';
import { contextOf } from './minimal-context';
import { callAt, isDone, type Prefix, placeOf, prefixOf } from './prefix';
import type { End } from './search';
import type { Steps } from './steps';
import { Reach } from './window';
import { type Recorded, replay } from './witness';
import { worldsOf } from './worlds';

/** Up to here each world is replayed operation by operation; the parts of longer ones are legal by construction. */
const replayLimit = 2000;

export interface Stuck {
  /** The operation that returned when no configuration was left. */
  readonly call: Call;
  /** States in which the prefix can end, one order for each; at least one, and not always all there are. */
  readonly ends: readonly End[];
}

export function explain(
  { call, ends }: Stuck,
  recorded: Recorded,
  calls: readonly Call[],
  steps: Steps,
  model: Model,
  budget: Budget,
): Failure {
  const prefix = prefixOf(calls, call);
  const operationOf = operationsByInvocation(operationsOf(recorded.history, recorded.completions));
  const isBlind = blindClasses(prefix, operationOf, model);
  const reach = new Reach(prefix, steps);
  const worlds = worldsOf(ends, prefix, reach, steps, isBlind, budget);
  const core = minimalCore(prefix, reach, steps, isBlind, budget);
  const [first] = worlds.shown;
  const minimal: MinimalCounterexample | undefined =
    core && first ? { operations: core, context: contextOf(core, first, prefix, steps, isBlind) } : undefined;
  const offender = modelOpOf(operationOf(call.invoked));
  return {
    operation: call.invoked,
    completion: call.returned,
    prefixLength: call.returned,
    worlds: {
      shown: worlds.shown.map((order) => worldOf(order, prefix, recorded, steps, model)),
      total: worlds.total,
      isExact: worlds.isExact,
    },
    finalStates: worlds.states.map(([state, count]) => ({ state: steps.stateOf(state), worlds: count })),
    hasAllFinalStates: worlds.hasAllStates,
    transitions: worlds.states.map(([id]) => {
      const state = steps.stateOf(id);
      const step = model.step(state, offender);
      assert('inconsistent' in step, 'the operation cannot follow a final state');
      return { state, message: step.inconsistent };
    }),
    ...(minimal && { minimal }),
  };
}

function worldOf(order: readonly number[], prefix: Prefix, recorded: Recorded, steps: Steps, model: Model): World {
  let state = steps.initial;
  const taken = new Set<number>();
  for (const invoked of order) {
    const place = placeOf(prefix, invoked);
    const call = callAt(prefix, place);
    state = steps.step(state, call.classId);
    if (!isDone(prefix, call)) taken.add(place);
  }
  if (order.length <= replayLimit) {
    const replayed = replay(recorded, model, order, { end: prefix.end, except: prefix.offender.invoked });
    assert(replayed.ok, `a world is a linearization of the prefix: ${replayed.ok ? '' : replayed.error}`);
  }
  const pending = prefix.open.filter((place) => !taken.has(place)).map((place) => callAt(prefix, place).invoked);
  return { order, state: steps.stateOf(state), pending };
}

/** Operations lie in the order of their invocations, so each is found by halving. */
function operationsByInvocation(operations: readonly Operation[]): (invoked: number) => Operation {
  return (invoked) => {
    let low = 0;
    let high = operations.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((operations[middle]?.invocation.index ?? 0) < invoked) low = middle + 1;
      else high = middle;
    }
    const found = operations[low];
    assert(found?.invocation.index === invoked, 'a call is of an operation');
    return found;
  };
}

/** Whether the operations of a class are blind (see the law in model.ts); asked of few classes, so answered when asked. */
function blindClasses(prefix: Prefix, operationOf: (invoked: number) => Operation, model: Model) {
  const known = new Map<number, boolean>();
  return (classId: number): boolean => {
    const answer = known.get(classId);
    if (answer !== undefined) return answer;
    const call = prefix.calls.findLast((other) => other.classId === classId);
    const isBlind = call !== undefined && (model.isBlind?.(modelOpOf(operationOf(call.invoked))) ?? false);
    known.set(classId, isBlind);
    return isBlind;
  };
}
