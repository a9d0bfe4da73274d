/**
 * Proves a second time that no order is left, before a history is called invalid. To accuse a database wrongly is the worst
 * that this program can do, so no search is believed alone: the few operations that are said to contradict one another are
 * asked about by the optional search (optional-search.ts), which shares with those that decide nothing but the model and
 * the columns of calls; versions that contradict each other need no search (version-proof.ts). Where that does not confirm
 * them, the other way to decide has a try.
 *
 * Law: `confirmed` is a proof, and `disagreement` a bug of this program, of which search ever.
 */
import { assertNever, present } from '../../../base/assert';
import type { Budget } from '../../core/budget';
import { accessesOf } from '../register/accesses';
import { otherOpinion, type Stuck } from '../search/decide';
import { callsOfSchedule, type Schedule } from '../search/schedule';
import type { Steps } from '../search/steps';
import { Contradictions } from './contradictions';
import { Reach, windowFrom } from './history-window';
import { growContradiction } from './minimal';
import { type Answer, OptionalSearch } from './optional-search';
import { callAt, latestDone, type Prefix, prefixOf } from './prefix';
import { type Projection, projectedPrefix } from './projected-prefix';
import { isContradicted, isOutdated } from './version-proof';

export type SecondProof = 'confirmed' | 'disagreement' | 'undecided';

/** Up to so many operations the question is what linearizability asks, word for word, and its answer is final. */
const wholeLimit = 64;

/** Steps of the model for that question: some hundredths of a second. */
const wholeStepLimit = 400_000;

/** States that a proof may add to those of the search; a queue has as many as one cares to try, each longer than the last. */
const newStateLimit = 256;

/** Nearly always some milliseconds, and seconds where others work, for its steps are counted: this only ends what never ends. */
const proofLimitMs = 10_000;

/** The other way to decide is bounded by time alone; a verdict that is certain does not wait longer for its confirmation. */
const opinionLimitMs = 1000;

export function secondProof(stuck: Stuck, schedule: Schedule, steps: Steps, budget: Budget): SecondProof {
  const { part } = stuck;
  if (part) {
    // Short enough, the whole is asked, so that the proof does not rest on how it was split.
    const plain = shortProof(prefixOfStuck(stuck, schedule, steps), steps, partOf(budget, proofLimitMs));
    return plain === 'undecided' ? secondProof(part.stuck, part.schedule, part.steps, budget) : plain;
  }
  const proving = partOf(budget, proofLimitMs);
  if (isOutdated(stuck, schedule, steps) || isContradicted(stuck, schedule, steps)) return 'confirmed';
  if (isShown(stuck, schedule, steps, proving)) return 'confirmed';
  const plain = plainProof(stuck, schedule, steps, proving);
  if (plain !== 'undecided') return plain;
  const opinion = otherOpinion(stuck, schedule, steps, partOf(budget, opinionLimitMs));
  switch (opinion?.kind) {
    case undefined:
    case 'stopped':
      return 'undecided';
    case 'linearizable':
      return 'disagreement';
    case 'stuck':
      return opinion.call === stuck.call ? 'confirmed' : 'disagreement';
    default:
      return assertNever(opinion);
  }
}

/** Of a register that is followed while its history grows: whether the operations that are said to show it do. */
export function isProjectionProved(projection: Projection, budget: Budget): boolean {
  return contradicts(projection, partOf(budget, proofLimitMs));
}

function partOf(budget: Budget, limitMs: number): Budget {
  const { left } = budget;
  return budget.part({ ...left, timeLimitMs: Math.min(left.timeLimitMs, limitMs) });
}

/** Whether the operations that were said to show it do. */
function isShown({ call, shown }: Stuck, schedule: Schedule, steps: Steps, budget: Budget): boolean {
  const accesses = shown && accessesOf(schedule, steps);
  if (!accesses) return false;
  // An index of the history is a moment less one.
  const calls = shown.map((invoked) => accesses.callAt[invoked + 1] as number);
  return contradicts(projectedPrefix(accesses, schedule.length, call, calls), budget);
}

/** Whether no order is left of what the operations that show it see. */
function contradicts({ prefix, steps, shown }: Projection, budget: Budget): boolean {
  const contradictions = contradictionsOf(prefix, steps, budget);
  const done = latestDone(prefix, prefix.calls.length).filter((place) => shown.has(callAt(prefix, place).invoked));
  const places = [prefix.violatingPlace, ...done];
  const from = contradictions.beginOf(places);
  return (
    contradictions.judge(places, false, from) === 'contradiction' ||
    contradictions.judge(places, true, 0) === 'contradiction'
  );
}

/** Whether the operations that returned last contradict one another; in a short prefix, whether all that returned do. */
function plainProof(stuck: Stuck, schedule: Schedule, steps: Steps, budget: Budget): SecondProof {
  const prefix = prefixOfStuck(stuck, schedule, steps);
  const short = shortProof(prefix, steps, budget);
  if (short !== 'undecided') return short;
  const contradictions = contradictionsOf(prefix, steps, budget);
  return growContradiction(prefix, contradictions, [false, true]) ? 'confirmed' : 'undecided';
}

function prefixOfStuck({ call }: Stuck, schedule: Schedule, steps: Steps): Prefix {
  const calls = callsOfSchedule(schedule, steps);
  return prefixOf(calls, present(calls[call], 'the violating call'));
}

function shortProof(prefix: Prefix, steps: Steps, budget: Budget): SecondProof {
  if (prefix.calls.length > wholeLimit) return 'undecided';
  const kind = wholeAnswer(prefix, steps, budget);
  if (kind === 'undecided') return kind;
  return kind === 'contradiction' ? 'confirmed' : 'disagreement';
}

/** Whether everything that returned contradicts itself, from the state in which the history begins. */
function wholeAnswer(prefix: Prefix, steps: Steps, budget: Budget): Answer['kind'] {
  const search = new OptionalSearch(
    steps,
    (classId) => steps.isBlind(classId),
    budget,
    steps.stateCount + newStateLimit,
  );
  const window = windowFrom(prefix, [steps.initial], 0);
  return search.ask({ window, isMandatory: () => true, isCounting: true, stepLimit: wholeStepLimit }).kind;
}

function contradictionsOf(prefix: Prefix, steps: Steps, budget: Budget): Contradictions {
  const isBlind = (classId: number) => steps.isBlind(classId);
  // The reach makes states of its own, which are not those of the proof.
  const reach = new Reach(prefix, steps);
  const stateCeiling = steps.stateCount + newStateLimit;
  const search = new OptionalSearch(steps, isBlind, budget, stateCeiling);
  return new Contradictions({ prefix, reach, steps, isBlind, search, budget, stateCeiling });
}
