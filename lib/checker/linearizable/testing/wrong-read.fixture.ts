/**
 * For tests and benchmarks: correct histories in which one read returned another value. What a read of a value that
 * nobody ever wrote must lead to is certain. A stale read returns a value that was replaced before the read began:
 *
 *     ├─ write 1 ─┤  ├─ write 2 ─┤  ├─ read 1 ─┤
 *
 * but a crashed write of 1 explains it all the same, so that it is said whether there was one.
 */
import { isJsonArray, type Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import { type Operation, outcomeOf, pairOperations } from '../../../history/operations';

export interface WrongRead {
  readonly history: History;
  /** No order of the history has the read in it. Otherwise nobody knows until it is judged. */
  readonly isCertain: boolean;
}

/** Reads looked at for one that is certainly wrong, before one that may be explained is taken. */
const candidateReads = 200;

/** @param place where the read stands, as a share of the history; undefined where none does */
export function withUnwrittenRead(history: History, place: number, unwritten: Json): WrongRead | undefined {
  const [read] = readsAfter(pairOperations(history), place * history.length);
  if (!read?.completion) return undefined;
  return { history: withValue(history, read.completion, unwritten), isCertain: true };
}

/** @param place where the read stands, or soon after it, as a share of the history; undefined where none does */
export function withStaleRead(history: History, place: number): WrongRead | undefined {
  const operations = pairOperations(history);
  const reads = readsAfter(operations, place * history.length).slice(0, candidateReads);
  const last = reads.at(-1)?.completion?.index ?? 0;
  const changes = new Changes(operations.filter(({ invocation }) => invocation.index < last));
  let best: Candidate | undefined;
  for (const { invocation, completion } of reads) {
    if (!completion || best?.isCertain) continue;
    for (const candidate of changes.staleAt(invocation.index, completion)) {
      if (!best || candidate.isCertain || candidate.staleness > best.staleness) best = candidate;
      if (best.isCertain) break;
    }
  }
  if (!best) return undefined;
  return { history: withValue(history, best.completion, best.value), isCertain: best.isCertain };
}

/** From an invocation to its completion, in indexes of the history; what crashed goes on for ever. */
interface Change {
  readonly from: number;
  readonly until: number;
}

interface Candidate {
  readonly completion: Op;
  readonly value: Json;
  /** Ops since the last known change to the value; below zero while one may be under way. */
  readonly staleness: number;
  /** Neither a concurrent nor a crashed operation can have brought the value back. */
  readonly isCertain: boolean;
}

/** Every change of the register, by the value that it led to. */
class Changes {
  readonly #byValue = new Map<Json, Change[]>();

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      const { invocation, completion } = operation;
      const outcome = outcomeOf(operation);
      if (invocation.f === 'read' || outcome === 'fail') continue;
      const to = isJsonArray(invocation.value) ? (invocation.value[1] ?? null) : invocation.value;
      const until = outcome === 'ok' && completion ? completion.index : Number.POSITIVE_INFINITY;
      const changes = this.#byValue.get(to) ?? [];
      this.#byValue.set(to, changes);
      changes.push({ from: invocation.index, until });
    }
  }

  /** What the read can have returned, had it been stale: every other value. */
  staleAt(readFrom: number, completion: Op): Candidate[] {
    const candidates: Candidate[] = [];
    for (const [value, changes] of this.#byValue) {
      if (value === completion.value) continue;
      let last = -1;
      let lastKnown = -1;
      for (const { from, until } of changes) {
        if (from >= completion.index) break;
        if (until > last) last = until;
        if (until > lastKnown && Number.isFinite(until)) lastKnown = until;
      }
      const isCertain = this.#isReplaced(value, last, readFrom);
      candidates.push({ completion, value, staleness: readFrom - lastKnown, isCertain });
    }
    return candidates;
  }

  /** Whether another change began when all changes to the value were over, and was itself over before the read. */
  #isReplaced(value: Json, last: number, readFrom: number): boolean {
    if (last >= readFrom) return false;
    for (const [other, changes] of this.#byValue) {
      if (other !== value && changes.some(({ from, until }) => from > last && until < readFrom)) return true;
    }
    return false;
  }
}

/** The reads that returned something. */
function readsAfter(operations: readonly Operation[], index: number): Operation[] {
  return operations.filter(
    ({ invocation, completion }) => completion?.type === 'ok' && invocation.f === 'read' && invocation.index >= index,
  );
}

function withValue(history: History, read: Op, value: Json): History {
  const changed = history.slice();
  changed[read.index] = { ...read, value };
  return changed;
}

/**
 * A read that returned the value that was replaced last before it began, as a stale replica would. Looks for one that
 * nothing explains; where every old value may come from a crashed operation, it takes one of those.
 */
export function withLatestStaleRead(history: History, place: number): WrongRead | undefined {
  const operations = pairOperations(history);
  const reads = readsAfter(operations, place * history.length).slice(0, candidateReads);
  const writes = operations.filter((operation) => operation.invocation.f !== 'read' && outcomeOf(operation) !== 'fail');
  let found: WrongRead | undefined;
  for (const { invocation, completion } of reads) {
    if (!completion) continue;
    const before = writes.filter((write) => write.invocation.index < completion.index);
    const isOver = (write: Operation) => outcomeOf(write) === 'ok' && endOf(write) < invocation.index;
    const over = before.filter(isOver);
    const replacedBy = over.reduce((latest, write) => Math.max(latest, write.invocation.index), -1);
    const isReplaced = (write: Operation) => outcomeOf(write) === 'ok' && endOf(write) < replacedBy;
    const explaining = new Set(before.filter((write) => !isReplaced(write)).map(valueLeft));
    const stale = over.filter(isReplaced).sort((a, b) => endOf(b) - endOf(a));
    const certain = stale.find((write) => !explaining.has(valueLeft(write)));
    const chosen = certain ?? stale.find((write) => valueLeft(write) !== completion.value);
    if (chosen && (certain || !found)) {
      found = { history: withValue(history, completion, valueLeft(chosen)), isCertain: certain !== undefined };
    }
    if (found?.isCertain) break;
  }
  return found;
}

function endOf({ completion }: Operation): number {
  return completion?.index ?? Number.POSITIVE_INFINITY;
}

function valueLeft({ invocation: { value } }: Operation): Json {
  return isJsonArray(value) ? (value[1] ?? null) : value;
}
