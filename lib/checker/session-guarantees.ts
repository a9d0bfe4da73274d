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
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { jsonKey } from '../base/json-key';
import { keyOf } from '../history/independent';
import { type History, isClientOp, type Op } from '../history/op';
import { pairCompletions } from '../history/operations';
import { Largest } from './largest';
import { boundedJson, type Sample, sample } from './sample';

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
  readonly before: SessionOp & { readonly modifiedIndex: number };
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

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['read', 'read'],
  ['write', 'write'],
  ['cas', 'write'],
]);

/** By what b does, then by what a did. */
const guaranteeOf = {
  read: { read: 'monotonic reads', write: 'read your writes' },
  write: { read: 'writes follow reads', write: 'monotonic writes' },
} as const satisfies Record<Kind, Record<Kind, Guarantee>>;

/** An operation that is ok. */
interface Done {
  readonly kind: Kind;
  readonly process: number;
  readonly invocation: Op;
  readonly completion: Op;
}

/** What a session read of a key, and what it wrote, at the highest index. */
type Seen = Partial<Record<Kind, Done & { readonly modifiedIndex: number }>>;

type Counts = Record<Guarantee, number>;

/** @throws MalformedHistoryError; and an Error that names the op where nobody can tell of which key the values are */
export function sessionsIn(history: History): SessionsDetails {
  const completions = pairCompletions(history);
  const nameKey = keysIn(doneIn(history, completions));
  const sessions = new Map<number, Map<string | number, Seen>>();
  const lacking = { withoutRevision: 0, withoutModifiedIndex: 0 };
  const [judged, broken] = [noCounts(), noCounts()];
  const byProcess = new Map<number, Counts>();
  const violations = new Largest<SessionViolation>(({ stepBack }) => stepBack);
  let operations = 0;
  for (const b of doneIn(history, completions)) {
    operations++;
    const { modifiedIndex, index } = b.completion.revision ?? {};
    if (modifiedIndex === undefined) lacking[index === undefined ? 'withoutRevision' : 'withoutModifiedIndex']++;
    const furthest = modifiedIndex ?? (b.kind === 'read' ? index : undefined);
    if (furthest === undefined) continue;
    const seen = entry(entry(sessions, b.process, newMap<Seen>), nameKey(b.invocation), newSeen);
    for (const a of [seen.read, seen.write]) {
      const stepBack = a ? a.modifiedIndex - furthest : 0;
      if (!a || (modifiedIndex === undefined && stepBack <= 0)) continue;
      const guarantee = guaranteeOf[b.kind][a.kind];
      judged[guarantee]++;
      if (stepBack <= 0) continue;
      broken[guarantee]++;
      entry(byProcess, b.process, noCounts)[guarantee]++;
      const before = { ...sessionOp(a), modifiedIndex: a.modifiedIndex };
      violations.add({ guarantee, process: b.process, before, after: sessionOp(b), stepBack });
    }
    if (modifiedIndex !== undefined && modifiedIndex > (seen[b.kind]?.modifiedIndex ?? -1)) {
      seen[b.kind] = { ...b, modifiedIndex };
    }
  }
  return { operations, ...lacking, judged, broken, byProcess: mostOften(byProcess), violations: violations.sample() };
}

/** In the order of their invocations, which within a process is that of their completions. */
function* doneIn(history: History, completions: Int32Array): Generator<Done> {
  for (let place = 0; place < history.length; place++) {
    const completion = history[completions[place] as number];
    if (completion?.type !== 'ok' || !isClientOp(completion)) continue;
    const kind = kinds.get(completion.f);
    if (kind) yield { kind, process: completion.process, invocation: history[place] as Op, completion };
  }
}

/** Which key an invocation is about. Operations that say no index may be about anything. */
function keysIn(operations: Iterable<Done>): (invocation: Op) => string | number {
  let hasPairsOnly = true;
  let odd: Op | undefined;
  for (const { kind, invocation, completion } of operations) {
    if (!completion.revision) continue;
    if (keyOf(invocation) === undefined) hasPairsOnly = false;
    if (kind === 'read' && invocation.value !== null) odd ??= invocation;
  }
  if (hasPairsOnly) return (invocation) => jsonKey(keyOf(invocation) ?? null);
  if (!odd) return () => 0;
  const asked = formatJson(boundedJson(odd.value));
  throw new Error(
    `op ${odd.index}: a read asks for null, or all operations for [key value] pairs, and not for ${asked}`,
  );
}

function sessionOp({ invocation, completion }: Done): SessionOp {
  const { index, time, f, value, node, revision } = completion;
  return {
    ...{ operation: invocation.index, completion: index, time, f, value: boundedJson(value) },
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

const newSeen = (): Seen => ({});
const newMap = <T>() => new Map<string | number, T>();

/** The value of a key, made where there is none. */
function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
