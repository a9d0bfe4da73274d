/**
 * The smallest contradiction: as few operations as possible that cannot all have happened, whatever became of the others.
 * An operation that is left out stays optional: it may have taken effect once within its interval, or not at all. Were
 * it deleted instead, every read of what it wrote would look like a contradiction.
 *
 *     0 ▬w 1▬                       left out: 0's write of 1 lies before 1's write of 2 in any case
 *               1 ▬w 2▬
 *                         0 ▬r 1▬✗
 *
 * More mandatory operations contradict more, so a contradiction can be shrunk step by step (Zeller and Hildebrandt,
 * "Simplifying and isolating failure-inducing input", 2002). It begins with the operations that returned last, twice as
 * many each time until they contradict one another, and ends with the look for the fewest (minimal-hitting-set.ts).
 */
import { assert } from '../../../base/assert';
import { Contradictions } from './contradictions';
import type { ExplanationContext } from './explanation-context';
import { findFew, minimalHittingSet } from './minimal-hitting-set';
import { callAt, latestDone, type Prefix } from './prefix';

/** Nobody reads a contradiction of more operations; and whatever is mandatory makes a search dearer. */
const operationLimit = 512;

/** Up to so many calls nothing is cut away where it matters, so what is found there is the fewest of all. */
const wholeLimit = 64;

/** Invocation indexes of the operations, in order; undefined when the limits left no time. */
export function minimalCore(context: ExplanationContext): readonly number[] | undefined {
  const { prefix } = context;
  const contradictions = new Contradictions(context);
  const countings = context.reach.isEndless ? [true] : [false, true];
  const found = growContradiction(prefix, contradictions, countings);
  const core = found ? shrink(found, contradictions) : findFew(prefix, contradictions, countings);
  if (!core) return undefined;
  const from = found?.isCounting ? found.from : contradictions.beginOf(core);
  const shrunk = minimalHittingSet(core, prefix.calls.length <= wholeLimit ? 0 : from, prefix, contradictions);
  assert(shrunk.includes(prefix.violatingPlace), 'without the violating operation nothing contradicts');
  return shrunk.map((place) => callAt(prefix, place).invoked).sort((a, b) => a - b);
}

interface Contradictory {
  /** Places; the violating operation first, then the operation that returned last. */
  readonly places: readonly number[];
  readonly isCounting: boolean;
  /** The place of the history before which everything is cut away. */
  readonly from: number;
}

/** Operations that returned last, until they contradict one another. Cheap searches first; they need not count how often an optional operation is used. */
export function growContradiction(
  prefix: Prefix,
  contradictions: Contradictions,
  countings: readonly boolean[],
): Contradictory | undefined {
  const near = [prefix.violatingPlace, ...latestDone(prefix, operationLimit)];
  for (const isCounting of countings) {
    for (let size = 1; ; size *= 2) {
      const places = near.slice(0, size);
      // Crashed operations that were invoked long ago count from there on.
      const isWhole = isCounting && (prefix.calls.length <= wholeLimit || size >= near.length);
      const from = isWhole ? 0 : contradictions.beginOf(places);
      const answer = contradictions.judge(places, isCounting, from);
      if (answer === 'contradiction') return { places, isCounting, from };
      if (answer === 'undecided' || size >= near.length) break;
    }
  }
  return undefined;
}

/** Leaves out ever smaller pieces, far ones first, until no single operation can be spared. Undefined: undecided. */
function shrink(
  { places, isCounting, from }: Contradictory,
  contradictions: Contradictions,
): readonly number[] | undefined {
  let core = places;
  for (let piece = Math.ceil(core.length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
    for (let end = core.length; end > 1; end -= piece) {
      // The violating operation stands first and stays: without it there is an order.
      const trial = core.filter((_, index) => index < Math.max(1, end - piece) || index >= end);
      const begin = isCounting ? from : contradictions.beginOf(trial);
      const answer = contradictions.judge(trial, isCounting, begin);
      if (answer === 'contradiction') core = trial;
      // Nobody knows whether this one can be spared, so nobody may say that none can.
      if (answer === 'undecided' && piece === 1) return undefined;
    }
  }
  return core;
}
