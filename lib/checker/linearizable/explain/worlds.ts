/**
 * The worlds just before the violating operation: how many there are, in which states they end, and some of them in
 * full. Counting every path comes first; where that is too much, it tells as many as can be proven, and says so.
 */
import { assert } from '../../../base/assert';
import type { End } from '../search/decide';
import type { ExplanationContext } from './explanation-context';
import { allFinalStates, provenEnds } from './final-states';
import { countAtLeast, variationsOf } from './order-blocks';
import { callAt, type Prefix } from './prefix';
import { onlyBeginning, ordersTo, type WorldNode, worldCountLimit, worldEnds } from './world-graph';

/** As many as a person steps through; the rest is counted. */
const shownLimit = 10;

/** Longer orders are not written out to be compared. */
const comparedLimit = 100_000;

export interface Worlds {
  /** By state, the number of worlds that end there, most first; at least so many unless exact. */
  readonly states: readonly (readonly [state: number, worlds: number])[];
  readonly total: number;
  readonly isExact: boolean;
  /** Whether worlds can end in no other state. */
  readonly hasAllStates: boolean;
  readonly shown: readonly End[];
}

export function worldsOf(ends: readonly End[], context: ExplanationContext): Worlds {
  const { prefix } = context;
  const atLeast = (end: End) => countAtLeast(end.order, worldCountLimit, context);
  const counts = new Map(ends.map((end) => [end.state, atLeast(end)]));
  const [known] = ends;
  const nodes = known && sumOf(counts) < worldCountLimit ? worldEnds(known.order, context) : undefined;
  let proven = ends;
  if (nodes) {
    counts.clear();
    for (const node of nodes) counts.set(node.state, capped((counts.get(node.state) ?? 0) + node.paths));
    assert(
      ends.every(({ state }) => counts.has(state)),
      'the worlds that are counted end in every state that was proven',
    );
  } else {
    proven = provenEnds(ends, context);
    for (const end of proven) if (!counts.has(end.state)) counts.set(end.state, atLeast(end));
  }
  const seeds = [...proven].sort((a, b) => (counts.get(b.state) ?? 0) - (counts.get(a.state) ?? 0));
  const shown = chosen(seeds, nodes ? walked(nodes, prefix) : varied(seeds, context));
  const total = sumOf(counts);
  return {
    states: [...counts].sort(([, a], [, b]) => b - a),
    total: Math.max(total, shown.length),
    isExact: nodes !== undefined && total < worldCountLimit,
    hasAllStates: nodes !== undefined || allFinalStates(new Set(counts.keys()), context),
    shown,
  };
}

function sumOf(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, count) => capped(sum + count), 0);
}

/** One world for each final state first, so that none is hidden; then others. */
function chosen(seeds: readonly End[], others: Iterable<End>): readonly End[] {
  const found = seeds.slice(0, shownLimit);
  if (found.length === shownLimit) return found;
  // Of long orders only those come that are known to differ.
  const known = new Set(found.map(({ order }) => textOf(order)));
  for (const end of others) {
    const text = textOf(end.order);
    if (text !== undefined && known.has(text)) continue;
    known.add(text);
    found.push(end);
    if (found.length === shownLimit) break;
  }
  return found;
}

function textOf(order: readonly number[]): string | undefined {
  return order.length > comparedLimit ? undefined : order.join();
}

/** Those with the fewest open operations first. */
function* walked(nodes: readonly WorldNode[], prefix: Prefix): Generator<End> {
  const beginning = Array.from({ length: onlyBeginning(prefix) }, (_, place) => callAt(prefix, place).invoked);
  for (const node of nodes) {
    for (const order of ordersTo(node)) yield { state: node.state, order: [...beginning, ...order] };
  }
}

/** Each differs from all others: in its state, or in how it rearranges the end of one order. */
function* varied(seeds: readonly End[], context: ExplanationContext): Generator<End> {
  for (const { state, order } of seeds) {
    for (const other of variationsOf(order, shownLimit, context)) yield { state, order: other };
  }
}

function capped(count: number): number {
  return Math.min(worldCountLimit, count);
}
