/**
 * How many worlds there are at least, told from one of them. The order is cut into short blocks, and each block is
 * rearranged by itself: whatever keeps real time within the block and leads to the state behind it is another world, and
 * the ways of different blocks multiply. A dozen blocks of a busy history make a million, however long it is.
 */

import { refused, type Steps } from '../search/steps';
import { type ExplanationContext, stateBefore } from './explanation-context';
import { callAt, type Prefix, placeOf } from './prefix';

/** Up to 5040 ways a block, at no more than 128 sets of operations. */
const blockLength = 7;

/** Operations at the end of an order that are rearranged to show other worlds; there is some overlap in any thousand. */
const variedLength = 1000;

interface Block {
  readonly start: number;
  readonly places: readonly number[];
  /** For each operation, the bits of those that had returned before it was invoked. */
  readonly behind: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Distinct worlds that end as this order does, up to a limit; the order itself is one. */
export function countAtLeast(order: readonly number[], limit: number, context: ExplanationContext): number {
  const { steps, budget, stateCeiling } = context;
  let count = 1;
  for (const block of blocksOf(order, 0, context)) {
    if (budget.spend() !== undefined || steps.stateCount > stateCeiling) break;
    count *= waysOf(block, context);
    if (count >= limit) return limit;
  }
  return count;
}

/** Other worlds than this one that end as it does, as many as wanted and found; they differ from it near their end. */
export function variationsOf(
  order: readonly number[],
  wanted: number,
  context: ExplanationContext,
): (readonly number[])[] {
  const { prefix, steps, budget, stateCeiling } = context;
  const found: (readonly number[])[] = [order];
  const start = Math.max(0, order.length - variedLength);
  const blocks = [...blocksOf(order, start, context)].filter(({ places }) => places.length > 1).reverse();
  for (const block of blocks) {
    if (found.length > wanted || budget.spend() !== undefined || steps.stateCount > stateCeiling) break;
    const known = [...found];
    for (const ways of arrangements(block, prefix, steps, wanted)) {
      for (const base of known) {
        if (found.length > wanted) break;
        const varied = [...base];
        for (const [offset, place] of ways.entries()) varied[block.start + offset] = callAt(prefix, place).invoked;
        found.push(varied);
      }
    }
  }
  return found.slice(1, wanted + 1);
}

function* blocksOf(order: readonly number[], begin: number, context: ExplanationContext): Generator<Block> {
  const { prefix, steps } = context;
  let state = stateBefore(order, begin, context);
  for (let start = begin; start < order.length; ) {
    const from = state;
    const places: number[] = [];
    const behind: number[] = [];
    // An operation that is over before the next one begins can hardly move; it is no good beginning of a block.
    const length = isApart(order, start, prefix) ? 1 : blockLength;
    for (let index = start; index < order.length && places.length < length; index++) {
      const place = placeOf(prefix, order[index] ?? 0);
      const call = callAt(prefix, place);
      let bits = 0;
      for (const [bit, other] of places.entries()) if (callAt(prefix, other).returned < call.invoked) bits |= 1 << bit;
      places.push(place);
      behind.push(bits);
      state = steps.step(state, call.classId);
    }
    yield { start, places, behind, from, to: state };
    start += places.length;
  }
}

function isApart(order: readonly number[], index: number, prefix: Prefix): boolean {
  const next = order[index + 1];
  const call = callAt(prefix, placeOf(prefix, order[index] ?? 0));
  return next === undefined || call.returned < next;
}

function waysOf({ places, behind, from, to }: Block, { prefix, steps, stateCeiling }: ExplanationContext): number {
  if (places.length === 1) return 1;
  const full = 2 ** places.length - 1;
  const ways: (Map<number, number> | undefined)[] = [new Map([[from, 1]])];
  for (let done = 0; done < full; done++) {
    if (steps.stateCount > stateCeiling) return 1;
    for (const [state, count] of ways[done] ?? []) {
      for (const [bit, place] of places.entries()) {
        if ((done & (1 << bit)) !== 0 || ((behind[bit] ?? 0) & ~done) !== 0) continue;
        const next = steps.step(state, callAt(prefix, place).classId);
        if (next === refused) continue;
        const row = ways[done | (1 << bit)] ?? new Map<number, number>();
        ways[done | (1 << bit)] = row;
        row.set(next, (row.get(next) ?? 0) + count);
      }
    }
  }
  return ways[full]?.get(to) ?? 0;
}

/** The arrangements of a block but its own, depth first, up to a limit. */
function arrangements(block: Block, prefix: Prefix, steps: Steps, limit: number): number[][] {
  const { places, behind, to } = block;
  const found: number[][] = [];
  const chosen: number[] = [];
  const extend = (state: number, done: number) => {
    if (found.length >= limit) return;
    if (chosen.length === places.length) {
      if (state === to && chosen.some((place, offset) => place !== places[offset])) found.push([...chosen]);
      return;
    }
    for (const [bit, place] of places.entries()) {
      if ((done & (1 << bit)) !== 0 || ((behind[bit] ?? 0) & ~done) !== 0) continue;
      const next = steps.step(state, callAt(prefix, place).classId);
      if (next === refused) continue;
      chosen.push(place);
      extend(next, done | (1 << bit));
      chosen.pop();
    }
  };
  extend(block.from, 0);
  return found;
}
