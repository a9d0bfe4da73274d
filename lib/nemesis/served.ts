/**
 * What a system served while a fault was fully in effect, by one definition for verdicts, measures, tables and charts:
 *
 *     fault     ├─ being made ─┤ madeAt               end ├─ being undone ─┤
 *     counted                  ├─────────────────────────┤
 *     served                     ├─────────── ok ┤
 *     refused                        ├─ refused ┤            a cas that found another value: the system looked
 *     neither                                ├─────────────────── ok ┤      and what failed, crashed or stayed open
 *     not here          ├──────────── ok ┤                   perhaps served before the fault
 *
 * So an operation belongs to a fault that was in effect when it began, and was served where its answer came in time, too.
 */
import type { Json } from '../base/json';
import { fieldsOf, placesOf } from '../history/fields';
import type { OpSequence, OpType } from '../history/op';
import { isReadOnly, isRefusal, type OperationTable } from '../history/operation-table';
import type { FaultWindow } from './windows';

/** Nanoseconds since the start of the test, both ends included. */
export interface EffectSpan {
  readonly start: number;
  /** Infinite where the fault was never undone. */
  readonly end: number;
}

export interface Served {
  /** Operations that began while the fault was in effect. */
  readonly begun: number;
  readonly served: number;
  readonly refused: number;
}

export interface ServedDuring {
  /** In the order in which each function was first invoked in the span. */
  readonly byFunction: ReadonlyMap<string, Served>;
  /** Of all functions together: the operations that change nothing, and all others. */
  readonly reads: Served;
  readonly updates: Served;
}

export const nothingServed: Served = { begun: 0, served: 0, refused: 0 };

/** Undefined where the fault was never fully in effect. */
export function effectSpan({ madeAt, end, healedAt }: FaultWindow): EffectSpan | undefined {
  return madeAt === undefined ? undefined : { start: madeAt, end: end ?? healedAt ?? Number.POSITIVE_INFINITY };
}

/** Spans that touch or overlap become one. */
export function unitedSpans(spans: readonly EffectSpan[]): readonly EffectSpan[] {
  const all: EffectSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last === undefined || span.start > last.end) all.push(span);
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return all;
}

/**
 * One pass over the history, whose times may step back.
 *
 * @param places of the history, all of them in order, for who counts how far it is
 * @returns what was served in each span, in their order
 */
export function servedDuring(
  history: OpSequence,
  spans: readonly EffectSpan[],
  operations: OperationTable,
  places: Iterable<number> = placesOf(history),
): readonly ServedDuring[] {
  const counting = spans.map(() => new Counting());
  if (spans.length === 0) return counting;
  const fields = fieldsOf(history);
  const index = new SpanIndex(spans);
  const open = new Map<
    number,
    { readonly during: readonly number[]; readonly f: string; readonly isUpdate: boolean }
  >();
  for (const at of places) {
    const process = fields.processAt(at);
    if (process === 'nemesis') continue;
    const type = fields.typeAt(at);
    const time = fields.timeAt(at);
    if (type === 'invoke') {
      const during = index.at(time);
      if (during.length === 0) {
        open.delete(process);
        continue;
      }
      const f = fields.functionAt(at);
      const isUpdate = !isReadOnly(operations, { f, value: fields.valueAt(at) });
      open.set(process, { during, f, isUpdate });
      for (const place of during) counting[place]?.add(f, isUpdate, 'begun');
      continue;
    }
    const begun = open.get(process);
    if (!begun) continue;
    open.delete(process);
    const ending = endingOf(operations, begun.f, type, fields.errorAt(at));
    if (ending === undefined) continue;
    for (const place of begun.during) {
      if (time > (spans[place]?.end ?? Number.NEGATIVE_INFINITY)) continue;
      counting[place]?.add(begun.f, begun.isUpdate, ending);
    }
  }
  return counting;
}

type Count = { -readonly [Key in keyof Served]: Served[Key] };

/** How an operation counts whose answer came while the fault was in effect. */
function endingOf(
  operations: OperationTable,
  f: string,
  type: OpType,
  error: Json | undefined,
): 'served' | 'refused' | undefined {
  if (type === 'ok') return 'served';
  return isRefusal(operations, f, { type, error }) ? 'refused' : undefined;
}

class Counting implements ServedDuring {
  readonly byFunction = new Map<string, Count>();
  readonly reads: Count = { ...nothingServed };
  readonly updates: Count = { ...nothingServed };

  add(f: string, isUpdate: boolean, what: keyof Count): void {
    let own = this.byFunction.get(f);
    if (!own) {
      own = { ...nothingServed };
      this.byFunction.set(f, own);
    }
    own[what]++;
    (isUpdate ? this.updates : this.reads)[what]++;
  }
}

/** Which spans hold a moment. Between two neighbouring ends of spans the answer is the same. */
class SpanIndex {
  readonly #edges: readonly number[];
  readonly #between: readonly (readonly number[])[];
  #last = 0;

  constructor(spans: readonly EffectSpan[]) {
    // Times are whole nanoseconds, so the first moment after a span is one later.
    this.#edges = [...new Set(spans.flatMap(({ start, end }) => [start, end + 1]))].sort((a, b) => a - b);
    this.#between = this.#edges.map((edge) =>
      spans.flatMap(({ start, end }, place) => (start <= edge && edge <= end ? [place] : [])),
    );
  }

  at(time: number): readonly number[] {
    const edges = this.#edges;
    // Nearly always the moment lies where the last one did, or a step on.
    if (!(time >= (edges[this.#last] ?? 0))) this.#last = 0;
    while (this.#last + 1 < edges.length && time >= (edges[this.#last + 1] ?? 0)) this.#last++;
    const edge = edges[this.#last];
    return edge === undefined || time < edge ? none : (this.#between[this.#last] ?? none);
  }
}

const none: readonly number[] = [];
