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
import { assert, present } from '../../base/assert';
import type { Operation } from '../../history/operations';
import type { Model } from '../../model/model';
import type { Budget } from '../budget';
import type { Failure, World } from '../verdict';
import { type Call, eventsOf, modelOpOf } from './calls';
import type { End } from './search';
import type { Steps } from './steps';
import { replay } from './witness';
import { ordersTo, type WorldNode, worldCountLimit, worldEnds } from './world-graph';

/** As many as a person steps through; the rest is counted. */
const shownLimit = 10;

export interface Stuck {
  /** The operation that returned when no configuration was left. */
  readonly call: Call;
  /** One order for each state in which the prefix can end. */
  readonly ends: readonly End[];
}

export function explain(
  { call, ends }: Stuck,
  operations: readonly Operation[],
  calls: readonly Call[],
  steps: Steps,
  model: Model,
  budget: Budget,
): Failure {
  const prefix = calls.filter((other) => other.invoked < call.returned && other !== call);
  const counted = countWorlds(prefix, call, ends, steps, budget);
  const byState = new Map<number, number>(ends.map((end) => [end.state, 1]));
  if (counted) {
    byState.clear();
    for (const node of counted.nodes) byState.set(node.state, capped((byState.get(node.state) ?? 0) + node.paths));
    assert(
      byState.size === ends.length && ends.every((end) => byState.has(end.state)),
      'the worlds that are counted end in the states that were searched',
    );
  }
  const states = [...byState].sort(([, a], [, b]) => b - a);
  const seeds = [...ends].sort((a, b) => (byState.get(b.state) ?? 0) - (byState.get(a.state) ?? 0));
  const orders = chooseOrders(seeds, counted?.nodes ?? []);
  const shown = orders.map((order) => worldOf(order, prefix, call, operations, model));
  const total = counted ? states.reduce((sum, [, worlds]) => capped(sum + worlds), 0) : shown.length;
  const offender = present(
    operations.find(({ invocation }) => invocation.index === call.invoked),
    'operation',
  );
  return {
    operation: call.invoked,
    completion: call.returned,
    prefixLength: call.returned,
    worlds: { shown, total, isExact: counted?.isWhole === true && total < worldCountLimit },
    finalStates: states.map(([state, worlds]) => ({ state: steps.stateOf(state), worlds })),
    transitions: states.map(([id]) => {
      const state = steps.stateOf(id);
      const step = model.step(state, modelOpOf(offender));
      assert('inconsistent' in step, 'the operation cannot follow a final state');
      return { state, message: step.inconsistent };
    }),
  };
}

interface Counted {
  readonly nodes: readonly WorldNode[];
  /** Whether all worlds were counted and not only those with the open operations that the known orders take. */
  readonly isWhole: boolean;
}

/** First the worlds without needless open operations, which are few; then all, when they can be counted. */
function countWorlds(
  prefix: readonly Call[],
  { returned }: Call,
  ends: readonly End[],
  steps: Steps,
  budget: Budget,
): Counted | undefined {
  const count = (calls: readonly Call[]) =>
    worldEnds(
      eventsOf(calls).filter(({ kind, call }) => kind === 'call' || call.returned < returned),
      steps,
      budget,
    );
  const needed = new Set(ends.flatMap((end) => end.order));
  const lean = prefix.filter((call) => call.returned < returned || needed.has(call.invoked));
  const nodes = count(lean);
  if (!nodes) return undefined;
  const isFull = nodes.reduce((sum, node) => capped(sum + node.paths), 0) === worldCountLimit;
  if (lean.length === prefix.length) return { nodes, isWhole: true };
  const all = isFull ? undefined : count(prefix);
  return all ? { nodes: all, isWhole: true } : { nodes, isWhole: false };
}

function capped(count: number): number {
  return Math.min(worldCountLimit, count);
}

/** One world for each final state first, so that none is hidden; then more, those with fewest open operations first. */
function chooseOrders(seeds: readonly End[], nodes: readonly WorldNode[]): (readonly number[])[] {
  const chosen = new Map<string, readonly number[]>();
  const choose = (order: readonly number[]) => {
    if (chosen.size < shownLimit) chosen.set(order.join(), order);
  };
  for (const seed of seeds) choose(seed.order);
  for (const node of nodes) {
    if (chosen.size >= shownLimit) break;
    for (const order of ordersTo(node)) {
      choose(order);
      if (chosen.size >= shownLimit) break;
    }
  }
  return [...chosen.values()];
}

function worldOf(
  order: readonly number[],
  prefix: readonly Call[],
  call: Call,
  operations: readonly Operation[],
  model: Model,
): World {
  const replayed = replay(operations, model, order, { end: call.returned, except: call.invoked });
  assert(replayed.ok, `a world is a linearization of the prefix: ${replayed.ok ? '' : replayed.error}`);
  const taken = new Set(order);
  const pending = prefix.map(({ invoked }) => invoked).filter((invoked) => !taken.has(invoked));
  return { order, state: replayed.value, pending };
}
