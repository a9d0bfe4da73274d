/**
 * The four session guarantees (Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", 1994), judged by
 * the indexes that a system says with its answers: a client that is told where in the log a value came to be can see that
 * it went back in time.
 *
 *     process 2   read 1 at 5      read 4 at 4      read 1 at 6      monotonic reads: the second is behind the first
 *     process 3   write 7 at 7     read 1 at 6                       read your writes
 *
 * A session is a process, so it ends at an `info`; the process that follows it on the worker is a new session, which
 * remembers nothing. Say m(op) is the `modifiedIndex` of an ok op. Of two ops of one session on one key, a before b,
 * m(b) < m(a) breaks
 *
 *     monotonic reads       where a reads and b reads
 *     read your writes      where a writes and b reads
 *     monotonic writes      where a writes and b writes
 *     writes follow reads   where a reads and b writes
 *
 * for one log orders the writes of a key: a state that shows the key as of m(b) lacks the write at m(a), and a write at
 * m(b) comes before it. An equal index is no step back; a system may keep it where a write changed nothing (Consul). Each
 * b counts once for each guarantee that it breaks, beside the a with the highest index, the first of those.
 *
 * - Keys are not held against each other: what a read shows of one says nothing of another, and not every system has one
 *   log for all. Where every value is a `[key value]` pair there are many; where every read is invoked with null, one.
 * - `index`, how far the answering node had got, may go down, and is never an m(a): the value may be older. But no read
 *   shows more than its node had, so one without `modifiedIndex` (the key is absent) breaks what it breaks where its
 *   `index` lies below m(a), and is not judged elsewhere. A system that says `index` alone leaves all four open.
 * - An op that is `info` has an index that nobody knows, and one that is `fail` did not happen: they are no a and no b.
 *   A cas writes. Other functions are passed over, for what their index is about is not known.
 */
import { assert, present } from '../../base/assert';
import { formatJson } from '../../base/edn';
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { fieldsOf, type OpFields } from '../../history/fields';
import { isClientOp, type Op, type OpSequence } from '../../history/op';
import { pairCompletions } from '../../history/operations';
import { neverCompleted } from '../../history/pairing';
import type { Budget } from '../core/budget';
import { Largest } from '../core/largest';
import { boundedJson, type Sample, sample } from '../core/sample';

export const guarantees = ['monotonic reads', 'read your writes', 'monotonic writes', 'writes follow reads'] as const;

export type Guarantee = (typeof guarantees)[number];

export type GuaranteeCounts = Readonly<Record<Guarantee, number>>;

export interface SessionsDetails {
  /** Reads, writes and cas that are ok. */
  readonly operations: number;
  /** Of them, those that say no index at all, and those that say only how far their node had got. */
  readonly withoutRevision: number;
  readonly withoutModifiedIndex: number;
  /** Operations that were held against an earlier one, and of them those that are behind it. */
  readonly judged: GuaranteeCounts;
  readonly broken: GuaranteeCounts;
  /** The processes that went back, most often first. */
  readonly byProcess: Sample<{ readonly process: number; readonly broken: GuaranteeCounts }>;
  /** The longest step back first. */
  readonly violations: Sample<SessionViolation>;
}

export interface SessionViolation {
  readonly guarantee: Guarantee;
  readonly process: number;
  /** It has a `modifiedIndex`. */
  readonly before: SessionOp;
  /** What is behind it. */
  readonly after: SessionOp;
  /** In indexes; where `after` has no `modifiedIndex`, at least as many. */
  readonly stepBack: number;
}

export interface SessionOp {
  /** History indexes of the invocation, which identifies the operation, and of the completion. */
  readonly operation: number;
  readonly completion: number;
  /** Of the completion; nanoseconds since the start of the test. */
  readonly time: number;
  readonly f: string;
  readonly value: Json;
  readonly node?: string;
  readonly modifiedIndex?: number;
  readonly index?: number;
}

type Kind = 'read' | 'write';

type ClientOp = Op & { readonly process: number };

const bothKinds = ['read', 'write'] as const satisfies readonly Kind[];

/** By what b does, then by what a did. */
const guaranteeOf = {
  read: { read: 'monotonic reads', write: 'read your writes' },
  write: { read: 'writes follow reads', write: 'monotonic writes' },
} as const satisfies Record<Kind, Record<Kind, Guarantee>>;

type Counts = Record<Guarantee, number>;

/**
 * What a session read of a key at the highest index, and what it wrote: the index, and the place of the invocation. Less
 * than 0 where it did not. Numbers that change, because a history has millions of operations.
 */
interface Seen {
  readonly index: Record<Kind, number>;
  readonly place: Record<Kind, number>;
}

/** By the places of the invocations. */
interface Step {
  readonly guarantee: Guarantee;
  readonly before: number;
  readonly after: number;
  readonly stepBack: number;
}

/** @throws MalformedHistoryError; and an Error that names the op where nobody can tell of which key the values are */
export function sessionsIn(history: OpSequence, budget: Budget): SessionsDetails {
  const completions = pairCompletions(history);
  const fields = fieldsOf(history);
  refuseOddReads(history, fields, completions);
  const sessions = new Map<number, Map<string | number, Seen>>();
  const [judged, broken] = [noCounts(), noCounts()];
  const byProcess = new Map<number, Counts>();
  const steps = new Largest<Step>(({ stepBack }) => stepBack);
  let [operations, withoutRevision, withoutModifiedIndex] = [0, 0, 0];
  for (const place of budget.places(history)) {
    const completion = doneAt(fields, completions, place);
    const kind = completion === undefined ? undefined : kindOf(fields.functionAt(completion));
    if (completion === undefined || kind === undefined) continue;
    const process = fields.processAt(completion);
    assert(process !== 'nemesis', 'only operations of clients complete');
    operations++;
    const revision = fields.revisionAt(completion);
    const modifiedIndex = revision?.modifiedIndex;
    const index = revision?.index;
    if (modifiedIndex === undefined) {
      if (index === undefined) withoutRevision++;
      else withoutModifiedIndex++;
    }
    const furthest = modifiedIndex ?? (kind === 'read' ? index : undefined);
    if (furthest === undefined) continue;
    const seen = entryOf(entryOf(sessions, process, newKeys), nameOfKey(fields.keyAt(completion)), nothingSeen);
    for (const by of bothKinds) {
      const stepBack = seen.index[by] - furthest;
      if (seen.place[by] < 0 || (modifiedIndex === undefined && stepBack <= 0)) continue;
      const guarantee = guaranteeOf[kind][by];
      judged[guarantee]++;
      if (stepBack <= 0) continue;
      broken[guarantee]++;
      entryOf(byProcess, process, noCounts)[guarantee]++;
      steps.add({ guarantee, before: seen.place[by], after: place, stepBack });
    }
    if (modifiedIndex !== undefined && modifiedIndex > seen.index[kind]) {
      seen.index[kind] = modifiedIndex;
      seen.place[kind] = place;
    }
  }
  const { shown, total } = steps.sample();
  const violations = { shown: shown.map((step) => violationOf(step, history, completions)), total };
  const counts = { operations, withoutRevision, withoutModifiedIndex, judged, broken };
  return { ...counts, byProcess: mostOften(byProcess), violations };
}

/** The place of the completion of the operation that is invoked there, if it is ok. */
function doneAt(fields: OpFields, completions: Int32Array, place: number): number | undefined {
  const completion = completions[place] ?? neverCompleted;
  return completion >= 0 && fields.typeAt(completion) === 'ok' ? completion : undefined;
}

function kindOf(f: string): Kind | undefined {
  if (f === 'read') return 'read';
  return f === 'write' || f === 'cas' ? 'write' : undefined;
}

/** Refuses reads that ask for something, as if values named keys: nobody can tell what their indexes are about. */
function refuseOddReads(history: OpSequence, fields: OpFields, completions: Int32Array): void {
  for (let place = 0; place < history.length; place++) {
    if (fields.valueAt(place) === null) continue;
    const completion = doneAt(fields, completions, place);
    if (completion === undefined || kindOf(fields.functionAt(completion)) !== 'read') continue;
    if (fields.revisionAt(completion)) throw new Error(oddRead(present(history.at(place), 'invocation')));
  }
}

function oddRead({ index, value }: Op): string {
  const asked = formatJson(boundedJson(value));
  return `op ${index}: a read asks for null, or all operations for [key value] pairs, and not for ${asked}`;
}

/** All operations without a key are about one object. */
function nameOfKey(key: Json | undefined): string | number {
  return key === undefined ? 0 : jsonKey(key);
}

function violationOf(
  { guarantee, before, after, stepBack }: Step,
  history: OpSequence,
  completions: Int32Array,
): SessionViolation {
  const completionAt = (place: number): ClientOp => {
    const completion = present(history.at(present(completions[place], 'its place')), 'completion');
    assert(isClientOp(completion), 'only operations of clients complete');
    return completion;
  };
  const { process } = completionAt(after);
  const [a, b] = [before, after].map((place) => sessionOp(place, completionAt(place)));
  return { guarantee, process, before: present(a, 'a'), after: present(b, 'b'), stepBack };
}

function sessionOp(operation: number, { index, time, f, value, node, revision }: Op): SessionOp {
  return {
    ...{ operation, completion: index, time, f, value: boundedJson(value) },
    ...(node === undefined ? {} : { node }),
    ...revision,
  };
}

function mostOften(byProcess: ReadonlyMap<number, Counts>): SessionsDetails['byProcess'] {
  const rows = [...byProcess].map(([process, broken]) => ({ process, broken }));
  return sample(rows.sort((a, b) => totalOf(b.broken) - totalOf(a.broken) || a.process - b.process));
}

export function totalOf(counts: GuaranteeCounts): number {
  return guarantees.reduce((sum, guarantee) => sum + counts[guarantee], 0);
}

function noCounts(): Counts {
  return { 'monotonic reads': 0, 'read your writes': 0, 'monotonic writes': 0, 'writes follow reads': 0 };
}

function nothingSeen(): Seen {
  return { index: { read: -1, write: -1 }, place: { read: -1, write: -1 } };
}

function newKeys(): Map<string | number, Seen> {
  return new Map();
}

/** The value of a key, made where there is none. */
function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
