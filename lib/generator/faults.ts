/**
 * Faults beside a load: each on a lane of the nemesis of its own, so that they overlap as they come. When the load is
 * over, what is still broken is ended.
 *
 *     nemesis     rest ├─ partition 1 ─┤ rest ├─ partition 3 ─┤ …      ┆ end 3
 *     nemesis 1     rest ├─ pause 2 ─┤   rest ├─ pause 4 …             ┆ end 4
 *     workers     the load                                   time limit│
 */
import { type FaultMark, faultMark, markOf } from '../history/nemesis-value';
import { isAllFree, nemesisThread, type Thread } from './context';
import { due, exhausted, type Generator, type Invocation, nanos, pending, rewrap } from './generator';
import { nothing, sequence, succession } from './order';
import { sinceAsked, sleep, sleepUntil, timeLimit } from './pace';
import { once, repeat } from './source';
import { onThreads, parallel } from './threads';

/** One fault of a plan: again and again it begins, lasts and ends. */
export interface FaultTimeline {
  /** Its name in the catalog, and the functions of its ops. */
  readonly fault: string;
  readonly begin: string;
  readonly end: string;
  /** Before each time; the pauses count from when the nemesis is done with each step. */
  readonly restSeconds: number;
  readonly durationSeconds: number;
  /** Before the first time, where that is not the rest. */
  readonly firstStartSeconds?: number | undefined;
  /** How many times; without it until the time limit. */
  readonly repetitions?: number | undefined;
  /** Instead of all these: when it begins and ends, in seconds since the load began. */
  readonly moments?: readonly { readonly start: number; readonly end: number }[] | undefined;
}

/** Ids tell from which of the faults they are, so that two of the same name stay apart. */
function idOf(turn: number, lane: number, lanes: number): number {
  return turn * lanes + lane + 1;
}

export function laneOfId(id: number, lanes: number): number {
  return (id - 1) % lanes;
}

/**
 * @param load ends by itself at the time limit
 * @param others what ends each fault that may be made beside these, by its name; on lanes of their own
 */
export function underFaults(
  timelines: readonly FaultTimeline[],
  limitSeconds: number,
  load: Generator,
  others: ReadonlyMap<string, string> = new Map(),
): Generator {
  if (timelines.length === 0 && others.size === 0) return load;
  const turns = timelines.map((timeline, lane) => onLane(lane, turnsOf(timeline, lane, timelines.length)));
  const ends = new Map([...others, ...timelines.map(({ fault, end }) => [fault, end] as const)]);
  return closing(parallel(timeLimit(limitSeconds, parallel(...turns)), load), ends, new Map(), false);
}

function onLane(lane: number, inner: Generator): Generator {
  const own = nemesisThread(lane);
  return onThreads((thread) => thread === own, inner);
}

function turnsOf(timeline: FaultTimeline, lane: number, lanes: number): Generator {
  const { fault, begin, end, restSeconds, durationSeconds, moments } = timeline;
  const beginOf = (id: number) => once(repeat(begin, markOf({ phase: 'begin', id, fault })));
  const endOf = (id: number) => once(repeat(end, markOf({ phase: 'end', id, fault })));
  if (moments) {
    return sinceAsked((asked) =>
      succession((turn) => {
        const moment = moments[turn];
        if (moment === undefined) return undefined;
        const id = idOf(turn, lane, lanes);
        const at = (seconds: number) => sleepUntil(asked + nanos(seconds));
        return sequence(at(moment.start), beginOf(id), at(moment.end), endOf(id));
      }),
    );
  }
  const { firstStartSeconds = restSeconds, repetitions = Number.POSITIVE_INFINITY } = timeline;
  return succession((turn) => {
    if (turn >= repetitions) return undefined;
    const id = idOf(turn, lane, lanes);
    return sequence(
      sleep(turn === 0 ? firstStartSeconds : restSeconds),
      beginOf(id),
      sleep(durationSeconds),
      endOf(id),
    );
  });
}

/** After all that the inner generator started is over, the end of each fault that is open, all at once. */
function closing(
  inner: Generator,
  ends: ReadonlyMap<string, string>,
  open: ReadonlyMap<Thread, FaultMark>,
  isClosing: boolean,
): Generator {
  const self: Generator = {
    next(context) {
      const next = inner.next(context);
      if (next.kind !== 'exhausted') return rewrap(next, (successor) => closing(successor, ends, open, false));
      if (!isClosing && !isAllFree(context)) return pending(self);
      const [first] = open;
      if (first === undefined) return exhausted;
      const [thread, mark] = first;
      return due(endOf(thread, mark, ends), closing(nothing, ends, open, true));
    },
    update(event) {
      const updated = inner.update(event);
      const mark = event.isCompletion ? undefined : faultMark(event.op.value);
      if (mark === undefined) return updated === inner ? self : closing(updated, ends, open, isClosing);
      const others = new Map(open);
      if (mark.phase === 'begin') others.set(event.thread, mark);
      else others.delete(event.thread);
      return closing(updated, ends, others, isClosing);
    },
  };
  return self;
}

function endOf(thread: Thread, { id, fault }: FaultMark, ends: ReadonlyMap<string, string>): Invocation {
  return { thread, f: ends.get(fault) ?? fault, value: markOf({ phase: 'end', id, fault }) };
}
