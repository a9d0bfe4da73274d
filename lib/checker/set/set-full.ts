/**
 * A set to which elements are added while it is read, each element followed through its life (Jepsen's set-full):
 *
 *     add 5 ├────┤ known
 *     read          ├─ has 5 ─┤  ├─ lacks 5 ─┤     ├─ has 5 ─┤      stable, and stale until the second read began
 *     read          ├─ has 5 ─┤  ├─ lacks 5 ─┤                      lost
 *     read  ├─ lacks 5 ─┤                                           never read: it may have come before the add
 *
 * An element is *known* from when its add is acknowledged or a read that has it returns. What is asked of it is the
 * invocation of the last read that has it and of the last read that lacks it. A read counts when it returned after the
 * add was invoked; one whose answer is unknown tells nothing. Where an element is added twice its first add counts, for nothing removes it again.
 *
 * Beyond Jepsen: an element is stale by the order of the ops and not by whole milliseconds, so a delay below one counts
 * too; and elements that nobody added are told of, without a part in the validity, which is left to `set`.
 */

import { present } from '../../base/assert';
import { formatJson } from '../../base/edn';
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { counted } from '../../base/words';
import { isClientOp, type Op, type OpSequence } from '../../history/op';
import { pairOperations } from '../../history/operations';
import { type Account, count, milliseconds, seconds, spread, tableOfAny, values } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker } from '../core/checker';
import { type Anomaly, type CheckResult, maxAnomalies } from '../core/finding';
import { type Quantile, quantilesOf } from '../core/quantiles';
import { boundedJson, namedValues, type Sample, sample } from '../core/sample';
import { elementsOf, lostElement, setFunctions, sortedSample } from './set';

export interface SetFullDetails {
  /** Distinct elements somebody tried to add. */
  readonly attempted: number;
  /** From some moment on, every read that began had it. */
  readonly stable: number;
  /** Known, and from some moment on no read that began had it. */
  readonly lost: Sample<Json>;
  /** No read that could tell. */
  readonly neverRead: Sample<Json>;
  /** Stable, but a read that began when the element was known lacked it. */
  readonly stale: Sample<Json>;
  readonly worstStale: readonly StaleElement[];
  /** More than once in one read; how often at most. */
  readonly duplicated: Sample<{ readonly element: Json; readonly count: number }>;
  /** Read, and never tried. */
  readonly unexpected: Sample<Json>;
  /** Milliseconds from known to stable, or to lost; empty where no element is. */
  readonly stableLatenciesMs: readonly Quantile[];
  readonly lostLatenciesMs: readonly Quantile[];
}

export interface StaleElement {
  readonly element: Json;
  /** Nanoseconds since the start of the test. */
  readonly knownAt: number;
  readonly lastAbsentAt: number;
  readonly latencyMs: number;
}

/** Of the elements that took longest to show up. */
const maxWorstStale = 8;

export const setFull: Checker<SetFullDetails> = {
  functions: setFunctions,
  check: (history, _context, budget) => checkSet(history, budget, false),
  account: setFullAccount,
};

export const setFullLinearizable: Checker<SetFullDetails> = {
  functions: setFunctions,
  check: (history, _context, budget) => checkSet(history, budget, true),
  account: setFullAccount,
};

/** What the reads tell of one element; the ops are invocations of reads, but `known` is a completion. */
interface Life {
  readonly value: Json;
  /** History index of the invocation of the add. */
  readonly added: number;
  known?: Op;
  lastPresent?: Op;
  lastAbsent?: Op;
}

interface Read {
  readonly invoked: Op;
  readonly returned: Op;
}

/** An element that one read has several times: the read that has it most often. */
interface Repeated extends Read {
  readonly count: number;
}

/** What was read out of the history. */
interface Lives {
  readonly lives: readonly Life[];
  readonly reads: readonly Read[];
  readonly unexpected: ReadonlyMap<string | number, Json>;
  readonly counts: ReadonlyMap<string | number, Repeated>;
}

type Outcome = 'stable' | 'lost' | 'never-read';

function checkSet(history: OpSequence, budget: Budget, isLinearizable: boolean): CheckResult<SetFullDetails> {
  const lives = new Map<string | number, Life>();
  const reads: Read[] = [];
  const unexpected = new Map<string | number, Json>();
  const counts = new Map<string | number, Repeated>();
  const invocations = invocationsOf(history);
  for (const op of budget.over(history)) {
    if (!isClientOp(op)) continue;
    if (op.f === 'add') noteAdd(lives, op);
    else if (op.f === 'read' && op.type === 'ok' && op.value !== null) {
      const read = { invoked: invocations.get(op.index) ?? op, returned: op };
      reads.push(read);
      noteRead(read, lives, unexpected, counts);
    }
  }
  findLastAbsences(reads, [...lives.values()], budget);
  return resultOf({ lives: [...lives.values()], reads, unexpected, counts }, isLinearizable);
}

/** Completion of a read that returned → its invocation. */
function invocationsOf(history: OpSequence): ReadonlyMap<number, Op> {
  const invocations = new Map<number, Op>();
  for (const { invocation, completion } of pairOperations(history)) {
    if (invocation.f === 'read' && completion?.type === 'ok') invocations.set(completion.index, invocation);
  }
  return invocations;
}

function noteAdd(lives: Map<string | number, Life>, op: Op): void {
  const key = jsonKey(op.value);
  const life = lives.get(key);
  if (op.type === 'invoke' && !life) lives.set(key, { value: op.value, added: op.index });
  else if (op.type === 'ok' && life) life.known ??= op;
}

function noteRead(
  { invoked, returned }: Read,
  lives: ReadonlyMap<string | number, Life>,
  unexpected: Map<string | number, Json>,
  maxCounts: Map<string | number, Repeated>,
): void {
  const counts = new Map<string | number, number>();
  for (const element of elementsOf(returned)) {
    const key = jsonKey(element);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > 1 && count > (maxCounts.get(key)?.count ?? 0)) maxCounts.set(key, { count, invoked, returned });
    const life = lives.get(key);
    if (!life) {
      unexpected.set(key, element);
      continue;
    }
    life.known ??= returned;
    if (!life.lastPresent || life.lastPresent.index < invoked.index) life.lastPresent = invoked;
  }
}

/**
 * The last read that lacks an element, for all elements at once: reads are looked at from the last invocation down, and
 * an element leaves the search at the first that lacks it. So a read costs as much as it has elements, and an element
 * more once; asking every element of every read would cost their product.
 */
function findLastAbsences(reads: readonly Read[], lives: readonly Life[], budget: Budget): void {
  const fromLast = [...reads].sort((a, b) => b.invoked.index - a.invoked.index);
  /** Place in `fromLast` → index of the last return among that read and those behind it. */
  const lastReturns: number[] = [];
  for (let place = fromLast.length - 1, last = -1; place >= 0; place--) {
    last = Math.max(last, fromLast[place]?.returned.index ?? -1);
    lastReturns[place] = last;
  }
  let searched = lives;
  let next = 0;
  for (const { invoked, returned } of budget.over(fromLast)) {
    const place = next++;
    const has = new Set(elementsOf(returned).map(jsonKey));
    const left: Life[] = [];
    for (const life of searched) {
      // No read that is left returned after this add began.
      if (life.added > (lastReturns[place] ?? -1)) continue;
      const isAbsent = life.added < returned.index && !has.has(jsonKey(life.value));
      if (isAbsent) life.lastAbsent = invoked;
      else left.push(life);
    }
    searched = left;
    if (searched.length === 0) return;
  }
}

function outcomeOf({ known, lastPresent, lastAbsent }: Life): Outcome {
  const presentAt = lastPresent?.index ?? -1;
  const absentAt = lastAbsent?.index ?? -1;
  if (lastPresent && absentAt < presentAt) return 'stable';
  return known && lastAbsent && presentAt < absentAt && known.index < absentAt ? 'lost' : 'never-read';
}

/** Also the element of a read that began before the add returned may be absent; only a later one is a stale read. */
function isStale({ known, lastAbsent }: Life): boolean {
  return known !== undefined && lastAbsent !== undefined && known.index < lastAbsent.index;
}

/** From when the element was known until just after the given read began, or nothing where that was before. */
function latencyMs({ known }: Life, until: Op | undefined): number {
  if (!known || !until || until.index < known.index) return 0;
  return Math.max(0, until.time + 1 - known.time) / 1e6;
}

function resultOf({ lives, reads, unexpected, counts }: Lives, isLinearizable: boolean): CheckResult<SetFullDetails> {
  const byOutcome: Record<Outcome, Life[]> = { stable: [], lost: [], 'never-read': [] };
  for (const life of lives) byOutcome[outcomeOf(life)].push(life);
  const { stable, lost, 'never-read': neverRead } = byOutcome;
  const stale = stable.filter(isStale);
  const byKey = new Map(lives.map((life) => [jsonKey(life.value), life.value]));
  const repeated = [...counts]
    .map(([key, found]) => ({ ...found, element: boundedJson(byKey.get(key) ?? unexpected.get(key) ?? null) }))
    .sort((a, b) => b.count - a.count);
  const details: SetFullDetails = {
    attempted: lives.length,
    stable: stable.length,
    lost: valuesOf(lost),
    neverRead: valuesOf(neverRead),
    stale: valuesOf(stale),
    worstStale: worstOf(stale),
    duplicated: sample(repeated.map(({ element, count: times }) => ({ element, count: times }))),
    unexpected: sortedSample(unexpected.values()),
    stableLatenciesMs: quantilesOf(stable.map((life) => latencyMs(life, life.lastAbsent))),
    lostLatenciesMs: quantilesOf(lost.map((life) => latencyMs(life, life.lastPresent))),
  };
  const isBroken = lost.length > 0 || repeated.length > 0 || (isLinearizable && stale.length > 0);
  const valid = isBroken ? false : stable.length === 0 ? 'unknown' : true;
  const hasNote = stale.length > 0 || unexpected.size > 0;
  const anomalies = [
    ...lostAnomalies(lost, reads),
    ...repeated.map(repeatedAnomaly),
    ...(isLinearizable ? stale.map((life) => staleAnomaly(life, reads)) : []),
  ].slice(0, maxAnomalies);
  const isUntested = valid === 'unknown';
  return {
    valid,
    ...(isUntested && { isUntested }),
    sentence: sentenceOf(details),
    isNoteworthy: valid !== true || hasNote,
    anomalies,
    details,
  };
}

/** Each shows at the first read that began after the last one that has the element, for that lacks it and so do all later ones. */
function lostAnomalies(lost: readonly Life[], reads: readonly Read[]): readonly Anomaly[] {
  const byBeginning = [...reads].sort((a, b) => a.invoked.index - b.invoked.index);
  return lost.slice(0, maxAnomalies).map(({ value, added, known, lastPresent }) => {
    const since = Math.max(known?.index ?? -1, lastPresent?.index ?? -1);
    const { invoked, returned } = present(
      byBeginning.find((read) => read.invoked.index > since),
      'a read that lacks the element',
    );
    const seen = lastPresent ? [lastPresent.index] : [];
    return lostElement(boundedJson(value), [invoked.index, added, ...seen], returned.index);
  });
}

function repeatedAnomaly({ element, count: times, invoked, returned }: Repeated & { readonly element: Json }): Anomaly {
  return {
    kind: 'duplicate-element',
    title: 'Element twice in one read',
    operations: [invoked.index],
    at: returned.index,
    evidence: { type: 'elements', elements: { shown: [element], total: times } },
  };
}

function staleAnomaly({ value, added, lastAbsent }: Life, reads: readonly Read[]): Anomaly {
  const read = present(
    reads.find(({ invoked }) => invoked === lastAbsent),
    'the read that lacks the element',
  );
  return {
    kind: 'stale-read',
    title: 'Known element missing from a read',
    operations: [read.invoked.index, added],
    at: read.returned.index,
    evidence: { type: 'elements', elements: { shown: [boundedJson(value)], total: 1 } },
  };
}

function setFullAccount(details: SetFullDetails): Account {
  const worst = details.worstStale.map(({ element, knownAt, lastAbsentAt, latencyMs }) => {
    return [formatJson(element), seconds(knownAt), seconds(lastAbsentAt), milliseconds(latencyMs)];
  });
  const twice = details.duplicated.shown.map(({ element, count: times }) => [formatJson(element), String(times)]);
  return {
    facts: [
      count('Tried', details.attempted),
      count('Stable', details.stable),
      values('Lost', details.lost),
      values('Never read', details.neverRead),
      values('Stale', details.stale),
      values('Never added', details.unexpected),
      ...spread('Until stable', details.stableLatenciesMs),
      ...spread('Until lost', details.lostLatenciesMs),
    ],
    tables: [
      ...tableOfAny('Longest stale', ['element', 'known', 'last missing', 'for'], worst),
      ...tableOfAny('More than once in a read', ['element', 'times'], twice, details.duplicated),
    ],
  };
}

function worstOf(stale: readonly Life[]): readonly StaleElement[] {
  return stale
    .map((life) => ({
      element: boundedJson(life.value),
      knownAt: life.known?.time ?? 0,
      lastAbsentAt: life.lastAbsent?.time ?? 0,
      latencyMs: latencyMs(life, life.lastAbsent),
    }))
    .sort((a, b) => b.latencyMs - a.latencyMs)
    .slice(0, maxWorstStale);
}

function valuesOf(lives: readonly Life[]): Sample<Json> {
  return sortedSample(lives.map(({ value }) => value));
}

function sentenceOf({ attempted, stable, lost, stale, duplicated, unexpected }: SetFullDetails): string {
  const found = [
    ...(lost.total > 0 ? [`${counted(lost.total, 'element')} lost: ${namedValues(lost)}`] : []),
    ...(duplicated.total > 0 ? [`${counted(duplicated.total, 'element')} more than once in one read`] : []),
    ...(stale.total > 0
      ? [`${counted(stale.total, 'element')} missing from a read that began when it was known: ${namedValues(stale)}`]
      : []),
    ...(unexpected.total > 0
      ? [`${counted(unexpected.total, 'element')} never added: ${namedValues(unexpected)}`]
      : []),
  ];
  if (found.length > 0) return `${found.join('; ')}.`;
  if (stable === 0) return `No read tells what became of the ${counted(attempted, 'element')} added.`;
  return `${stable} of ${counted(attempted, 'element')} stayed from when it was known on.`;
}
