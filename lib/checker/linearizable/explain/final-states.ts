/**
 * The states in which worlds of a prefix can end, where not all worlds can be walked. Some are proven: whatever follows
 * the beginning of a known order, to its end. Others are ruled out by a look at the last operations alone, which allows
 * more. Where the two meet, all are known.
 */
import { assert, present } from '../../../base/assert';
import type { End } from '../search/decide';
import { refused } from '../search/steps';
import { type ExplanationContext, stateBefore } from './explanation-context';
import { anyState, type Window, windowFrom, windowOf } from './history-window';
import type { Possible } from './optional-search';
import { callAt, isDone, latestDone, openBehind, type Prefix, placeOf } from './prefix';

/** The last operations that are looked at. A busy register settles within a few. */
const lookBacks = [4, 16, 64];

/** How far back a known order is followed, to be left from there on: the longest first. */
const followBacks = [16, 4];

/** Steps for one look; a few milliseconds. */
const stepLimit = 30_000;

/** The ends that are known, and others that can be reached from the last operations of the first of them. */
export function provenEnds(ends: readonly End[], context: ExplanationContext): readonly End[] {
  const { prefix, steps, search } = context;
  const found = new Map(ends.map((end) => [end.state, end]));
  const [base] = ends;
  for (const operations of base ? followBacks : []) {
    const { order } = present(base, 'order');
    const [last] = latestDone(prefix, operations).slice(-1);
    const from = last === undefined ? 0 : callAt(prefix, last).returned;
    const length = followedUntil(order, prefix, from);
    const rest = restOf(order, length, context, from);
    const reached = search.endsOf({ window: rest.window, isMandatory: () => true, isCounting: true, stepLimit });
    if (!reached) continue;
    for (const end of reached) {
      const state = end.order.at(-1)?.state ?? end.initial;
      if (found.has(state)) continue;
      found.set(state, { state, order: [...order.slice(0, length), ...invocationsOf(end, rest, prefix)] });
    }
    break;
  }
  const all = [...found.values()];
  for (const { state } of all) {
    assert(steps.step(state, prefix.violating.classId) === refused, 'the operation cannot follow a final state');
  }
  return all;
}

/** How much of an order lies before a place of the history: up to the last operation that returned before it. */
function followedUntil(order: readonly number[], prefix: Prefix, from: number): number {
  let length = order.length;
  while (length > 0 && callAt(prefix, placeOf(prefix, order[length - 1] ?? 0)).returned >= from) length--;
  return length;
}

interface Rest {
  readonly window: Window;
  /** Places of the calls that do not return and are not taken yet. */
  readonly open: readonly number[];
}

/** What is left of the prefix behind the beginning of an order. */
function restOf(order: readonly number[], length: number, context: ExplanationContext, from: number): Rest {
  const { prefix } = context;
  const done = order
    .slice(length)
    .map((invoked) => placeOf(prefix, invoked))
    .filter((place) => isDone(prefix, callAt(prefix, place)));
  const open = openBehind(prefix, order, length);
  return { window: windowOf(prefix, [stateBefore(order, length, context)], done, open, from), open };
}

function invocationsOf({ order }: Possible, { window, open }: Rest, prefix: Prefix): number[] {
  const left = [...open];
  return order.map(({ index, classId }) => {
    if (index >= 0) return present(window.calls[index], 'call').invoked;
    // Of equal ones the first that was invoked.
    const at = left.findIndex((place) => callAt(prefix, place).classId === classId);
    const [place] = left.splice(at, 1);
    return callAt(prefix, present(place, 'open call')).invoked;
  });
}

/** Whether worlds can end in no states but these. */
export function allFinalStates(
  known: ReadonlySet<number>,
  { prefix, reach, steps, search }: ExplanationContext,
): boolean {
  if (reach.isEndless) return false;
  return lookBacks.some((operations) => {
    const last = latestDone(prefix, operations).map((place) => callAt(prefix, place).invoked);
    const from = Math.min(prefix.end, ...last);
    const window = windowFrom(prefix, reach.before(from), from);
    const isMandatory = (index: number) => {
      const call = present(window.calls[index], 'call');
      return call.invoked >= from && isDone(prefix, call);
    };
    const ends = search.endsOf({ window, isMandatory, isCounting: false, stepLimit });
    if (!ends) return false;
    // In a state from which the operation could go on no world ends, or there would be an order.
    return ends.every(({ initial, order }) => {
      const state = order.at(-1)?.state ?? initial;
      return known.has(state) || (state !== anyState && steps.step(state, prefix.violating.classId) !== refused);
    });
  });
}
