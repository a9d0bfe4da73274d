/**
 * When operations of a run completed and how long they took, by outcome, in the order of time: what its charts are made
 * of. Kept beside the run and grown with it, so that a chart asks for a stretch of time and pays for what it shows.
 */
import { countBelow, FloatColumn } from '../../base/column';
import type { OpColumns } from '../../history/op-columns';
import { descriptionOf, isRefusal, type OperationDescription } from '../../history/operation-table';
import { type EffectSpan, nothingServed, type Served } from '../../nemesis/served';
import type { RunState } from '../../protocol/run-state';
import type { TimeSpan } from '../view/viewport';

export type Outcome = 'ok' | 'fail' | 'info';

export const outcomes = ['ok', 'fail', 'info'] as const satisfies readonly Outcome[];

/** The completions of one outcome. */
export class Completed {
  /** Nanoseconds since the start; they never go back. */
  readonly ends = new FloatColumn();
  /** Nanoseconds to completion from when the operation was due. */
  readonly tooks = new FloatColumn();
  /** When they began, which may be after they were due. */
  readonly begins = new FloatColumn();
  minTook = Number.POSITIVE_INFINITY;
  maxTook = 0;
  #ordered = new Float64Array(0);
  #orderedCount = 0;

  push(end: number, took: number, begin = end - took): void {
    this.begins.push(begin);
    this.ends.push(end);
    this.tooks.push(took);
    this.minTook = Math.min(this.minTook, took);
    this.maxTook = Math.max(this.maxTook, took);
  }

  /** How long they took, the shortest first. What has come since the last call is merged in, and nothing is sorted twice. */
  inOrder(): Float64Array {
    const { length } = this.tooks;
    const fresh = this.tooks.values.slice(this.#orderedCount, length).sort();
    if (length > this.#ordered.length) {
      const larger = new Float64Array(Math.max(length, 2 * this.#ordered.length));
      larger.set(this.#ordered);
      this.#ordered = larger;
    }
    const ordered = this.#ordered;
    // From the end, where there is room.
    let known = this.#orderedCount - 1;
    for (let next = fresh.length - 1; next >= 0; next--) {
      const took = fresh[next] as number;
      for (; known >= 0 && (ordered[known] as number) > took; known--) {
        ordered[known + next + 1] = ordered[known] as number;
      }
      ordered[known + next + 1] = took;
    }
    this.#orderedCount = length;
    return ordered.subarray(0, length);
  }
}

export type Completions = Readonly<Record<Outcome, Completed>>;

type History = Pick<RunState, 'ops' | 'operations' | 'operationTable'>;

/** Those that the system answered with a no are failures too, and counted apart beside. */
interface Kept extends Completions {
  readonly refused: Completed;
  /** When they were invoked; nanoseconds since the start. */
  readonly starts: FloatColumn;
}

/** Of one function. */
interface FunctionCompletions {
  readonly completions: Kept;
  readonly description: OperationDescription;
  /** Whether any operation of it may have changed something. */
  isUpdate: boolean;
}

/** All operations of a run, those that may change something, and those of each function. */
class RunCompletions {
  readonly all = emptyCompletions();
  readonly updates = emptyCompletions();
  readonly byFunction = new Map<string, FunctionCompletions>();
  #taken = 0;

  grow({ ops, operations, operationTable }: History): void {
    for (; this.#taken < ops.length; this.#taken++) {
      const place = operations.placeOf(this.#taken);
      if (place === undefined) continue;
      const f = ops.functionAt(this.#taken);
      const own = this.byFunction.get(f) ?? this.#begin(f, descriptionOf(operationTable, f));
      const isUpdate = !own.description.isReadOnly(ops.valueAt(operations.invocationOf(place)));
      own.isUpdate ||= isUpdate;
      const start = operations.startOf(place);
      const kept = isUpdate ? [this.all, own.completions, this.updates] : [this.all, own.completions];
      if (operations.invocationOf(place) === this.#taken) for (const { starts } of kept) starts.push(start);
      if (operations.completionOf(place) !== this.#taken) continue;
      const outcome = operations.outcomeOf(place);
      if (outcome === 'open') continue;
      const end = operations.endOf(place);
      const took = end - ops.dueTimeAt(operations.invocationOf(place));
      const isRefused =
        outcome === 'fail' && isRefusal(operationTable, f, { type: outcome, error: ops.errorAt(this.#taken) });
      for (const each of kept) {
        each[outcome].push(end, took, start);
        if (isRefused) each.refused.push(end, took, start);
      }
    }
  }

  #begin(f: string, description: OperationDescription): FunctionCompletions {
    const begun = { completions: emptyCompletions(), description, isUpdate: false };
    this.byFunction.set(f, begun);
    return begun;
  }
}

function emptyCompletions(): Kept {
  return {
    ok: new Completed(),
    fail: new Completed(),
    info: new Completed(),
    refused: new Completed(),
    starts: new FloatColumn(),
  };
}

/** The ops of a run are one object as long as it grows, and what is known of them goes with them. */
const known = new WeakMap<OpColumns, RunCompletions>();

function grown(state: History): RunCompletions {
  const completions = known.get(state.ops) ?? new RunCompletions();
  known.set(state.ops, completions);
  completions.grow(state);
  return completions;
}

/** @param f a function, or undefined for all */
export function completionsOf(state: History, f?: string): Completions {
  const { all, byFunction } = grown(state);
  return f === undefined ? all : (byFunction.get(f)?.completions ?? emptyCompletions());
}

/** What was served in a span, of one function; as `nemesis/served.ts` counts it. */
export function servedIn(state: History, f: string, span: EffectSpan): Served {
  const own = grown(state).byFunction.get(f)?.completions;
  return own ? served(own, span) : nothingServed;
}

/** The same of all operations that may change something. */
export function updatesServedIn(state: History, span: EffectSpan): Served {
  return served(grown(state).updates, span);
}

function served({ starts, ok, refused }: Kept, span: EffectSpan): Served {
  const begunBy = (time: number) => countBelow(starts.values, starts.length, time);
  return {
    begun: begunBy(span.end + 1) - begunBy(span.start),
    served: begunAndCompletedIn(ok, span),
    refused: begunAndCompletedIn(refused, span),
  };
}

/** The functions of those operations, in the order in which each was first invoked. */
export function updateFunctionsOf(state: History): readonly string[] {
  return [...grown(state).byFunction].flatMap(([f, { isUpdate }]) => (isUpdate ? [f] : []));
}

/** What was invoked, in the order in which each first was. */
export function functionsOf(state: History): readonly string[] {
  return [...grown(state).byFunction.keys()];
}

/** The positions from the first up to, and without, the second; both ends of the span belong to it. */
export function completedIn({ ends }: Completed, { start, end }: TimeSpan): readonly [number, number] {
  const from = countBelow(ends.values, ends.length, start);
  // Times are whole nanoseconds.
  return [from, Math.max(from, countBelow(ends.values, ends.length, end + 1))];
}

/** How many of those that completed in the span had also begun in it. */
function begunAndCompletedIn(completed: Completed, span: TimeSpan): number {
  const [from, to] = completedIn(completed, span);
  let count = 0;
  for (let i = from; i < to; i++) {
    if (completed.begins.at(i) >= span.start) count++;
  }
  return count;
}
