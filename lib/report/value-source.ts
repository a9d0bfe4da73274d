/**
 * Where the value came from that a violating read, or a cas, should not have seen in a register: an operation that is
 * recorded as failed, one that began later, or none at all. What an operation wrote that may have taken effect needs no
 * such word.
 */
import { formatJson } from '../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import { clipped } from '../base/words';
import type { Counterexample } from '../checker/linearizable/verdict';
import type { History, Op } from '../history/op';
import { outcomeOf, pairOperations } from '../history/operations';
import { leftBy } from '../model/cas-register';

export interface ValueSource {
  readonly value: Json;
  readonly kind: 'failed' | 'later' | 'nobody';
  /** History index of the completion of the operation that failed, or of the invocation of the one that began later. */
  readonly index?: number;
}

const updates = ['write', 'cas'];

export function valueSource(history: History, { operation, completion }: Counterexample): ValueSource | undefined {
  const [invocation, completed] = [history[operation], history[completion]];
  const value = invocation && completed && valueSeen(invocation, completed);
  // What was there from the beginning needs no source, and only the model knows it.
  if (value === undefined || value === null) return undefined;
  const operations = pairOperations(history);
  if (!operations.every(({ invocation: { f } }) => f === 'read' || updates.includes(f))) return undefined;
  const sources = operations.filter(
    (source) => updates.includes(source.invocation.f) && isJsonEqual(leftBy(source.invocation), value),
  );
  const before = sources.filter(
    (source) => source.invocation.index < completion && source.invocation.index !== operation,
  );
  if (before.some((source) => outcomeOf(source) !== 'fail')) return undefined;
  const [failed] = before;
  if (failed) return { value, kind: 'failed', index: (failed.completion ?? failed.invocation).index };
  const later = sources.find((source) => source.invocation.index > completion && outcomeOf(source) !== 'fail');
  return later ? { value, kind: 'later', index: later.invocation.index } : { value, kind: 'nobody' };
}

function valueSeen(invocation: Op, completion: Op): Json | undefined {
  if (invocation.f === 'read') return completion.value;
  if (invocation.f !== 'cas' || invocation.value === null || !isJsonArray(invocation.value)) return undefined;
  return invocation.value[0];
}

/** @param place what a reader calls the op, as in `line 4` */
export function valueSourceSentence({ value, kind, index }: ValueSource, place: (index: number) => string): string {
  const what = clipped(formatJson(value));
  if (kind === 'nobody' || index === undefined) return `No operation wrote ${what}.`;
  if (kind === 'later') return `${what} was written only by an operation that began later, at ${place(index)}.`;
  return `${what} was written only by an operation that is recorded as fail, at ${place(index)}.`;
}
