/**
 * Why a history is not linearizable, for a person: the worlds that were possible just before the operation that cannot
 * be, the states in which they end, and the model's words for each of them.
 *
 * A world is an order of operations of the prefix that agrees with real time and the model. It takes every operation
 * that had completed; an operation still open then, crashed ones included, may have taken effect or not, and a world
 * stands for either. Left out are operations known to have failed, crashed reads, and the violating operation. Two
 * worlds are distinct when their orders differ.
 *
 * Law: the explanation never changes the verdict. Where it would take too long it counts fewer worlds and says so.
 */

import { assert, present } from '../../../base/assert';
import { isJsonEqual } from '../../../base/json';
import { opAt } from '../../../history/op';
import type { Operation } from '../../../history/operations';
import type { Model } from '../../../model/model';
import type { Budget } from '../../core/budget';
import { type Call, modelOpOf } from '../search/calls';
import type { End, StuckPart } from '../search/decide';
import { callsOfSchedule } from '../search/schedule';
import type { Steps } from '../search/steps';
import { type Recorded, replay } from '../search/witness';
import type { Counterexample, MinimalCounterexample, World } from '../verdict';
import { type ExplanationContext, newStateLimit } from './explanation-context';
import { Reach } from './history-window';
import { minimalCore } from './minimal';
import { contextOf } from './minimal-context';
import { OptionalSearch } from './optional-search';
import { callAt, openBehind, type Prefix, prefixOf } from './prefix';
import { relevantPrefix } from './relevant-prefix';
import { worldsOf } from './worlds';

/** Up to here each world is replayed operation by operation; the parts of longer ones are legal by construction. */
const replayLimit = 2000;

export interface Stuck {
  /** The operation that returned when no configuration was left. */
  readonly call: Call;
  /** States in which the prefix can end, one order for each; not always all there are, and none where time was short. */
  readonly ends: readonly End[];
  /** Invocation indexes of operations that show that no order is left; undefined where the search told no such. */
  readonly shown?: readonly number[] | undefined;
  /** Of several objects, the one that is refuted. */
  readonly part?: StuckPart | undefined;
}

export function explain(
  { call, ends, shown, part }: Stuck,
  recorded: Recorded,
  calls: readonly Call[],
  steps: Steps,
  model: Model,
  budget: Budget,
): Counterexample {
  const prefix = prefixOf(calls, call);
  const context = contextFor(prefix, steps, blindClasses(prefix, recorded, model), budget);
  const worlds = worldsOf(ends, context);
  const core = part ? coreOfPart(part, budget) : coreOf(shown, context);
  const [first] = worlds.shown;
  const minimal: MinimalCounterexample | undefined = core && {
    operations: core,
    context: first ? contextOf(core, first.order, context) : [],
  };
  // A limit that was met when all had been found ended nothing.
  const stopped = minimal && worlds.isExact ? undefined : budget.spend();
  const violating = modelOpOf(operationAt(recorded, call.invoked));
  return {
    operation: call.invoked,
    completion: call.returned,
    prefixLength: call.returned,
    worlds: {
      shown: worlds.shown.map((end) => worldOf(end, prefix, recorded, steps, model)),
      total: worlds.total,
      isExact: worlds.isExact,
    },
    finalStates: worlds.states.map(([state, count]) => ({ state: steps.stateOf(state), worlds: count })),
    hasAllFinalStates: worlds.hasAllStates,
    transitions: worlds.states.map(([id]) => {
      const state = steps.stateOf(id);
      const step = model.step(state, violating);
      assert('inconsistent' in step, 'the operation cannot follow a final state');
      return { state, message: step.inconsistent };
    }),
    ...(minimal && { minimal }),
    ...(stopped && { stopped }),
  };
}

function contextFor(
  prefix: Prefix,
  steps: Steps,
  isBlind: ExplanationContext['isBlind'],
  budget: Budget,
): ExplanationContext {
  const stateCeiling = steps.stateCount + newStateLimit;
  const search = new OptionalSearch(steps, isBlind, budget, stateCeiling);
  return { prefix, reach: new Reach(prefix, steps), steps, isBlind, search, budget, stateCeiling };
}

/** Operations on one object that contradict one another do so whatever happened to the others. */
function coreOfPart({ stuck, schedule, steps, times }: StuckPart, budget: Budget): readonly number[] | undefined {
  const calls = callsOfSchedule(schedule, steps);
  const prefix = prefixOf(calls, present(calls[stuck.call], 'the violating call'));
  const context = contextFor(prefix, steps, (classId) => steps.isBlind(classId), budget);
  return coreOf(stuck.shown, context)?.map((index) => present(times[index], 'an operation of the part'));
}

/** Where states are too many to be held, it is looked for among the operations that have to do with what was shown. */
function coreOf(shown: readonly number[] | undefined, context: ExplanationContext): readonly number[] | undefined {
  if (!context.reach.isEndless || !shown) return minimalCore(context);
  const prefix = relevantPrefix(context.prefix, shown, context.steps);
  return minimalCore({ ...context, prefix, reach: new Reach(prefix, context.steps) });
}

function worldOf({ state, order }: End, prefix: Prefix, recorded: Recorded, steps: Steps, model: Model): World {
  if (order.length <= replayLimit) {
    const replayed = replay(recorded, model, order, { end: prefix.end, except: prefix.violating.invoked });
    assert(replayed.ok, `a world is a linearization of the prefix: ${replayed.ok ? '' : replayed.error}`);
    assert(isJsonEqual(replayed.value, steps.stateOf(state)), 'a world leads to its state');
  }
  const pending = openBehind(prefix, order).map((place) => callAt(prefix, place).invoked);
  return { order, state: steps.stateOf(state), pending };
}

function operationAt({ history, completions }: Recorded, invoked: number): Operation {
  const invocation = present(opAt(history, invoked), 'invocation');
  const completion = opAt(history, completions[invoked] ?? -1);
  return completion ? { invocation, completion } : { invocation };
}

/** Whether the operations of a class are blind (see the law in model.ts); asked of few classes, so answered when asked. */
function blindClasses(prefix: Prefix, recorded: Recorded, model: Model) {
  const known = new Map<number, boolean>();
  return (classId: number): boolean => {
    const answer = known.get(classId);
    if (answer !== undefined) return answer;
    const call = prefix.calls.findLast((other) => other.classId === classId);
    const isBlind = call !== undefined && (model.isBlind?.(modelOpOf(operationAt(recorded, call.invoked))) ?? false);
    known.set(classId, isBlind);
    return isBlind;
  };
}
