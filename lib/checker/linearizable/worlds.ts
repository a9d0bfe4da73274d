/**
 * The worlds just before the operation that cannot be: how many there are, in which states they end, and some of them in
 * full. Counting every path comes first; where that is too much, it tells as many as can be proven, and says so.
 */
import { assert } from '../../base/assert';
import type { Budget } from '../budget';
import { allFinalStates, provenEnds } from './final-states';
import type { Inquiry } from './inquiry';
import { countAtLeast, variationsOf } from './order-blocks';
import { callAt, type Prefix } from './prefix';
import type { End } from './search';
import type { Steps } from './steps';
import { onlyBeginning, ordersTo, type WorldNode, worldCountLimit, worldEnds } from './world-graph';

/** As many as a person steps through; the rest is counted. */
const shownLimit = 10;

export interface Worlds {
  /** By state, the number of worlds that end there, most first; at least so many unless exact. */
  readonly states: readonly (readonly [state: number, worlds: number])[];
  readonly total: number;
  readonly isExact: boolean;
  /** Whether worlds can end in no other state. */
  readonly hasAllStates: boolean;
  readonly shown: readonly (readonly number[])[];
}

export function worldsOf(ends: readonly End[], inquiry: Inquiry): Worlds {
  const { prefix, steps, budget } = inquiry;
  const atLeast = (end: End) => countAtLeast(end.order, prefix, steps, worldCountLimit, budget);
  const counts = new Map(ends.map((end) => [end.state, atLeast(end)]));
  const [known] = ends;
  const nodes = known && sumOf(counts) < worldCountLimit ? worldEnds(prefix, known.order, steps, budget) : undefined;
  let proven = ends;
  if (nodes) {
    counts.clear();
    for (const node of nodes) counts.set(node.state, capped((counts.get(node.state) ?? 0) + node.paths));
    assert(
      ends.every(({ state }) => counts.has(state)),
      'the worlds that are counted end in every state that was proven',
    );
  } else {
    proven = provenEnds(ends, inquiry);
    for (const end of proven) if (!counts.has(end.state)) counts.set(end.state, atLeast(end));
  }
  const seeds = [...proven].sort((a, b) => (counts.get(b.state) ?? 0) - (counts.get(a.state) ?? 0));
  const shown = chosen(seeds, nodes ? walked(nodes, prefix) : varied(seeds, prefix, steps, budget));
  const total = sumOf(counts);
  return {
    states: [...counts].sort(([, a], [, b]) => b - a),
    total: Math.max(total, shown.length),
    isExact: nodes !== undefined && total < worldCountLimit,
    hasAllStates: nodes !== undefined || allFinalStates(new Set(counts.keys()), inquiry),
    shown,
  };
}

function sumOf(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, count) => capped(sum + count), 0);
}

/** One world for each final state first, so that none is hidden; then others. */
function chosen(seeds: readonly End[], others: Iterable<readonly number[]>) {
  const found = new Map<string, readonly number[]>();
  const choose = (order: readonly number[]) => {
    found.set(order.length > 1000 ? `${found.size}` : order.join(), order);
    return found.size < shownLimit;
  };
  for (const { order } of seeds) if (!choose(order)) break;
  if (found.size < shownLimit) {
    for (const order of others) if (!choose(order)) break;
  }
  return [...found.values()];
}

/** Those with the fewest open operations first. */
function* walked(nodes: readonly WorldNode[], prefix: Prefix): Generator<readonly number[]> {
  const beginning = Array.from({ length: onlyBeginning(prefix) }, (_, place) => callAt(prefix, place).invoked);
  for (const node of nodes) for (const order of ordersTo(node)) yield [...beginning, ...order];
}

function* varied(seeds: readonly End[], prefix: Prefix, steps: Steps, budget: Budget): Generator<readonly number[]> {
  for (const { order } of seeds) yield* variationsOf(order, prefix, steps, shownLimit, budget);
}

function capped(count: number): number {
  return Math.min(worldCountLimit, count);
}
