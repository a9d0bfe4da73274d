/**
 * The states in which a register may have begun, where nobody knows. Only an operation that took effect before the first
 * write shows it, so it was invoked before any write had returned: a read shows the value, a cas the one that it expected.
 * Where no such operation shows it, every state does as well as null.
 *
 *     0  read  ├── 5 ──┤                          5, for it may have come first
 *     1  write       ├──┤ 7                       from here on nothing shows where the register began
 *     0  read                ├─ 7 ─┤
 */
import { formatJson } from '@/lib/base/edn';
import { isJsonArray, type Json } from '@/lib/base/json';
import { jsonKey } from '@/lib/base/json-key';
import type { History } from '@/lib/history/op';
import { outcomeOf, pairOperations } from '@/lib/history/operations';
import type { Model } from '@/lib/model/model';

/** Models of which the states that they may have begun in are known. */
export const modelsOfUnknownStart = ['register', 'cas-register'];

/** @returns the model's own first */
export function startsOf(history: History, model: Model): readonly Json[] {
  const operations = pairOperations(history).filter((operation) => outcomeOf(operation) !== 'fail');
  const firstReturn = operations.reduce((first, { invocation, completion }) => {
    const isWrite = invocation.f !== 'read' && completion?.type === 'ok';
    return isWrite ? Math.min(first, completion.index) : first;
  }, Number.POSITIVE_INFINITY);
  const starts = new Map([[jsonKey(model.initial), model.initial]]);
  for (const { invocation, completion } of operations) {
    if (invocation.index > firstReturn) break;
    const shown = shownBy(invocation.f, completion?.type === 'ok' ? completion.value : null, invocation.value);
    if (shown !== null) starts.set(jsonKey(shown), shown);
  }
  return [...starts.values()];
}

function shownBy(f: string, answer: Json, argument: Json): Json {
  if (f === 'read') return answer;
  return f === 'cas' && argument !== null && isJsonArray(argument) ? (argument[0] ?? null) : null;
}

/** By the text of a key, or of a key's name: `{"k1": 5}` is meant for `"k1"` and for `:k1`, `{"7": 5}` for 7. */
export function startOfKey(byKey: Readonly<Record<string, Json>>, key: Json): Json | undefined {
  const name = typeof key === 'string' ? key : formatJson(key);
  if (Object.hasOwn(byKey, name)) return byKey[name];
  return name.startsWith(':') && Object.hasOwn(byKey, name.slice(1)) ? byKey[name.slice(1)] : undefined;
}
