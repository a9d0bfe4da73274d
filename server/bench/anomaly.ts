/**
 * A correct history in which one read, near the end, is wrong beyond doubt: it returns a value that was certainly
 * replaced before it began. Where crashed operations could still bring every such value back, it returns a value that
 * nobody ever wrote.
 *
 *     ├─ write 1 ─┤  ├─ write 2 ─┤  ├─ read 1 ─┤
 */
import { isJsonArray, type Json } from '@/lib/base/json';
import type { History, Op } from '@/lib/history/op';
import { type Operation, outcomeOf, pairOperations } from '@/lib/history/operations';

export interface Anomaly {
  readonly kind: 'stale' | 'never written';
  readonly history: History;
}

/** From an invocation to its completion, in indexes of the history; what crashed goes on for ever. */
interface Span {
  readonly from: number;
  readonly until: number;
}

interface Change extends Span {
  readonly to: Json;
}

/** @param place where the read stands, as a share of the history */
export function withWrongRead(history: History, place: number, neverWritten: Json): Anomaly {
  const operations = pairOperations(history);
  const changes = operations.flatMap(changeOf);
  const values = [...new Set(changes.map(({ to }) => to))];
  const reads = operations.filter(
    ({ invocation, completion }) =>
      completion?.type === 'ok' && invocation.f === 'read' && invocation.index >= place * history.length,
  );
  for (const { invocation, completion } of reads) {
    if (!completion) continue;
    const span = { from: invocation.index, until: completion.index };
    const stale = values.find((value) => value !== completion.value && isReplaced(changes, value, span));
    if (stale !== undefined) return { kind: 'stale', history: withValue(history, completion, stale) };
  }
  return { kind: 'never written', history: withValue(history, reads[0]?.completion, neverWritten) };
}

/** Whether every change to the value was over before another change began that was itself over before the read. */
function isReplaced(changes: readonly Change[], value: Json, read: Span): boolean {
  const restoring = changes.filter(({ to, from }) => to === value && from < read.until);
  const lastUntil = restoring.reduce((latest, { until }) => Math.max(latest, until), -1);
  return changes.some(({ to, from, until }) => to !== value && from > lastUntil && until < read.from);
}

function changeOf(operation: Operation): readonly Change[] {
  const { invocation, completion } = operation;
  const outcome = outcomeOf(operation);
  if (invocation.f === 'read' || outcome === 'fail') return [];
  const to = isJsonArray(invocation.value) ? (invocation.value[1] ?? null) : invocation.value;
  const until = outcome === 'ok' && completion ? completion.index : Number.POSITIVE_INFINITY;
  return [{ to, from: invocation.index, until }];
}

function withValue(history: History, read: Op | undefined, value: Json): History {
  return history.map((op) => (op === read ? { ...op, value } : op));
}
