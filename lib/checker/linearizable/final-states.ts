/**
 * The states in which worlds of a prefix can end, where not all worlds can be walked: some are proven, one order each;
 * and others are ruled out by a look at the last operations alone, which allows more. Where the two meet, all are known.
 */
import { assert } from '../../base/assert';
import type { Budget } from '../budget';
import { OptionalSearch } from './optional-search';
import { callAt, isDone, latestDone, type Prefix, placeOf } from './prefix';
import type { End } from './search';
import { refused, type Steps } from './steps';
import { anyState, type Reach, windowFrom } from './window';

/** The last operations that are looked at to rule states out. A busy register settles within a few. */
const lookBacks = [4, 16, 64];

/** Steps for one look; a few milliseconds. */
const stepLimit = 30_000;

/** Open operations that are tried behind one order; a register has few states, and they are found at once. */
const extensionLimit = 20_000;

/** The ends that are known, and those that open operations lead to from there: whoever is open may come last. */
export function extendEnds(ends: readonly End[], prefix: Prefix, steps: Steps, budget: Budget): readonly End[] {
  const found = new Map(ends.map((end) => [end.state, end]));
  let stepsLeft = extensionLimit;
  for (const { state, order } of found.values()) {
    const open = untakenOf(order, prefix);
    // One open operation of a class does what another would.
    const byClass = new Map(open.map((place) => [callAt(prefix, place).classId, place]));
    for (const [classId, place] of byClass) {
      if (stepsLeft-- <= 0 || budget.spend() !== undefined) return [...found.values()];
      const next = steps.step(state, classId);
      if (next === refused || found.has(next)) continue;
      found.set(next, { state: next, order: [...order, callAt(prefix, place).invoked] });
    }
  }
  const all = [...found.values()];
  for (const { state } of all) {
    assert(steps.step(state, prefix.offender.classId) === refused, 'the operation cannot follow a final state');
  }
  return all;
}

function untakenOf(order: readonly number[], prefix: Prefix): number[] {
  const taken = new Set<number>();
  // Open operations are few, and what an order takes of them may stand anywhere in it.
  for (const invoked of order) {
    const place = placeOf(prefix, invoked);
    if (!isDone(prefix, callAt(prefix, place))) taken.add(place);
  }
  return prefix.open.filter((place) => !taken.has(place));
}

/** Whether worlds can end in no states but these. */
export function allFinalStates(
  known: ReadonlySet<number>,
  prefix: Prefix,
  reach: Reach,
  steps: Steps,
  isBlind: (classId: number) => boolean,
  budget: Budget,
): boolean {
  return lookBacks.some((operations) => {
    const last = latestDone(prefix, operations).map((place) => callAt(prefix, place).invoked);
    const from = Math.min(prefix.end, ...last);
    const window = windowFrom(prefix, reach, from);
    const search = new OptionalSearch(window, steps, isBlind, budget, { steps: stepLimit });
    const isMandatory = (index: number) => {
      const call = window.calls[index];
      return call !== undefined && call.invoked >= from && isDone(prefix, call);
    };
    if (search.run(isMandatory, false).kind !== 'possible') return false;
    const states = search.finalStates();
    if (!states) return false;
    // In a state from which the operation could go on no world ends, or there would be an order.
    return [...states].every(
      (state) => known.has(state) || (state !== anyState && steps.step(state, prefix.offender.classId) !== refused),
    );
  });
}
