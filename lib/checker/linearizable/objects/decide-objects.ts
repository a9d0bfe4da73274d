/**
 * Decides a history of several objects by each of them alone: the whole has an order exactly when each has one (Herlihy
 * and Wing, 1990, theorem 1). A register among them is then decided as a register is, however many there are.
 *
 * The orders become one: whatever returned first of what is left is next, after all that stands before it in the order of
 * its object. Those were invoked before it returned, and so before anything else that is left had returned.
 */
import { present } from '../../../base/assert';
import type { Budget, CheckProgress } from '../../core/budget';
import { KeyTurns } from '../key-turns';
import type { Algorithm, Decision, End, Stuck } from '../search/decide';
import { type Schedule, timeOf } from '../search/schedule';
import type { Steps } from '../search/steps';
import { type SchedulePart, splitSchedule } from './split-schedule';

type DecidePart = (schedule: Schedule, steps: Steps, budget: Budget) => Decision;

/** Undefined where the model is not of several objects, or an operation leaves open what it touches. */
export function decideObjects(
  schedule: Schedule,
  steps: Steps,
  budget: Budget,
  decide: DecidePart,
): Decision | undefined {
  const parts = splitSchedule(schedule, steps);
  if (!parts || parts.length === 0) return undefined;
  const decisions = decisionsOf(parts, budget, decide, schedule.events.length);
  const refuted = firstRefuted(parts, decisions);
  if (refuted) return wholeStuck(refuted, parts, decisions, schedule, steps);
  const orders: (readonly number[])[] = [];
  for (const [place, part] of parts.entries()) {
    const decision = decisions[place];
    if (decision?.kind !== 'linearizable') return stoppedAt(decisions, parts, schedule.events.length);
    orders.push(callsOf(part, decision.order));
  }
  const algorithms = decisions.flatMap((each) => (each?.kind === 'linearizable' ? [each.algorithm] : []));
  const order = merged(orders, schedule, schedule.events.length).map((call) => schedule.invoked[call] as number);
  return { kind: 'linearizable', algorithm: hardest(algorithms), order };
}

/** What the whole is said to be decided by: the general search where any object needed it. */
function hardest(algorithms: readonly Algorithm[]): Algorithm {
  const general = algorithms.find((each) => each === 'just-in-time linearization');
  return general ?? present(algorithms[0], 'an algorithm');
}

/** They share the time as keys do. */
function decisionsOf(
  parts: readonly SchedulePart[],
  budget: Budget,
  decide: DecidePart,
  total: number,
): readonly (Decision | undefined)[] {
  const decisions: (Decision | undefined)[] = parts.map(() => undefined);
  const startMs = budget.elapsedMs;
  const elapsedMs = () => budget.elapsedMs - startMs;
  const turns = new KeyTurns(parts.length, budget.left.timeLimitMs);
  let done = 0;
  do {
    for (let turn = turns.next(elapsedMs()); turn; turn = turns.next(elapsedMs())) {
      const { schedule, steps } = present(parts[turn.place], 'a part');
      const limits = { ...budget.left, timeLimitMs: turn.sliceMs };
      // One part is the whole, whose progress somebody may want to see.
      const decision = decide(schedule, steps, parts.length === 1 ? budget : budget.part(limits));
      decisions[turn.place] = decision;
      const valid = decision.kind === 'stopped' ? 'unknown' : decision.kind === 'linearizable';
      turns.end(turn.place, valid, decision.kind === 'stopped' && decision.cause === 'time');
      if (decision.kind !== 'stopped') done += schedule.events.length;
      budget.report({ done, total, configurations: 0 });
    }
  } while (turns.nextRound());
  return decisions;
}

interface RefutedPart {
  readonly place: number;
  readonly stuck: Stuck;
  /** Of the whole. */
  readonly call: number;
  readonly event: number;
}

function firstRefuted(
  parts: readonly SchedulePart[],
  decisions: readonly (Decision | undefined)[],
): RefutedPart | undefined {
  let first: RefutedPart | undefined;
  for (const [place, { schedule, calls, events }] of parts.entries()) {
    const stuck = decisions[place];
    if (stuck?.kind !== 'stuck') continue;
    const event = events[schedule.returned[stuck.call] as number] as number;
    if (!first || event < first.event) first = { place, stuck, event, call: calls[stuck.call] as number };
  }
  return first;
}

function wholeStuck(
  { place, stuck, call, event }: RefutedPart,
  parts: readonly SchedulePart[],
  decisions: readonly (Decision | undefined)[],
  whole: Schedule,
  steps: Steps,
): Stuck {
  const part = present(parts[place], 'a part');
  const others: (readonly number[])[] = [];
  let hasOthers = true;
  for (const [other, otherPart] of parts.entries()) {
    if (other === place) continue;
    const order = knownOrder(decisions[other]);
    if (order) others.push(until(callsOf(otherPart, order), event, whole));
    else hasOthers = false;
  }
  // Without an order of each object there is none of the whole.
  const ends = hasOthers ? stuck.ends : [];
  const classesOf = (calls: readonly number[]) => calls.map((each) => whole.classes[each] as number);
  const before = ends.length === 0 ? [] : classesOf(merged(others, whole, event));
  // What touches different objects can be exchanged, so the others come first, once for all ends.
  const base = steps.stateAfter(steps.initial, before);
  const endOf = ({ order }: End): End => {
    const own = callsOf(part, order);
    const calls = merged([own, ...others], whole, event);
    return { state: steps.stateAfter(base, classesOf(own)), order: calls.map((each) => whole.invoked[each] as number) };
  };
  const { algorithm, shown } = stuck;
  return {
    kind: 'stuck',
    algorithm,
    call,
    ends: ends.map(endOf),
    ...(shown && { shown: callsOf(part, shown).map((each) => whole.invoked[each] as number) }),
    part: {
      stuck,
      schedule: part.schedule,
      steps: part.steps,
      times: part.events.map((each) => timeOf(whole, each)),
    },
  };
}

/** Of all operations, or of those before the object was refuted, which is later. */
function knownOrder(decision: Decision | undefined): readonly number[] | undefined {
  if (decision?.kind === 'linearizable') return decision.order;
  return decision?.kind === 'stuck' ? decision.ends[0]?.order : undefined;
}

/** The calls of a part that its schedule names by the events at which they begin, in the whole. */
function callsOf({ schedule, calls }: SchedulePart, order: readonly number[]): number[] {
  return order.map((event) => calls[(schedule.events[event] as number) >>> 1] as number);
}

/** As much of an order as the operations need that had returned before the event. */
function until(order: readonly number[], event: number, { events, returned }: Schedule): number[] {
  const last = (events[event] as number) >>> 1;
  const end = order.findLastIndex((call) => (returned[call] as number) < (returned[last] as number));
  return order.slice(0, end + 1);
}

/** One order of all calls in the orders; `end` is the event up to which calls that returned are in them. */
function merged(orders: readonly (readonly number[])[], { events, length }: Schedule, end: number): number[] {
  const orderAt = new Int32Array(length).fill(-1);
  for (const [number, order] of orders.entries()) for (const call of order) orderAt[call] = number;
  const taken = new Int32Array(orders.length);
  const isTaken = new Uint8Array(length);
  const all: number[] = [];
  const take = (number: number) => {
    const call = orders[number]?.[taken[number] as number] as number;
    taken[number] = (taken[number] as number) + 1;
    isTaken[call] = 1;
    all.push(call);
  };
  for (let event = 0; event < end; event++) {
    const call = (events[event] as number) >>> 1;
    if (((events[event] as number) & 1) === 0 || orderAt[call] === -1) continue;
    while (isTaken[call] === 0) take(orderAt[call] as number);
  }
  for (const [number, order] of orders.entries()) while ((taken[number] as number) < order.length) take(number);
  return all;
}

function stoppedAt(
  decisions: readonly (Decision | undefined)[],
  parts: readonly SchedulePart[],
  total: number,
): Decision {
  const stopped = decisions.find((decision) => decision?.kind === 'stopped');
  const done = parts.reduce((sum, { schedule }, place) => sum + doneOf(decisions[place], schedule), 0);
  const configurations = parts.length === 1 && stopped?.kind === 'stopped' ? stopped.progress.configurations : 0;
  const progress: CheckProgress = { done, total, configurations };
  return { kind: 'stopped', cause: stopped?.kind === 'stopped' ? stopped.cause : 'time', progress };
}

function doneOf(decision: Decision | undefined, { events }: Schedule): number {
  if (decision?.kind === 'stopped') return decision.progress.done;
  return decision === undefined ? 0 : events.length;
}
