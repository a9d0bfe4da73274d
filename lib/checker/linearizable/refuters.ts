/**
 * What stands against the violating operation, as far as it is known with the verdict: in each order that explains
 * everything before it, the operation that left the state in which it could not follow.
 *
 *     0 ▬w 1▬                       the read of 1 is violating, and the write of 2 stands against it
 *               1 ▬w 2▬
 *                         0 ▬r 1▬✗
 */

import type { Json } from '../../base/json';
import { opAt } from '../../history/op';
import type { Model } from '../../model/model';
import type { End } from './search/decide';
import type { Recorded } from './search/witness';

/** Invocation indexes in order. */
export function refutersOf(ends: readonly End[], recorded: Recorded, model: Model): readonly number[] {
  const refuters = new Set<number>();
  for (const { order } of ends) {
    const changer = order.findLast((index) => !isReadOnly(index, recorded, model));
    if (changer !== undefined) refuters.add(changer);
  }
  return [...refuters].sort((a, b) => a - b);
}

function isReadOnly(index: number, { history, completions }: Recorded, model: Model): boolean {
  const invocation = opAt(history, index);
  if (!invocation) return true;
  const completion = opAt(history, completions[index] ?? -1);
  const value: Json = completion?.type === 'ok' ? (completion.value ?? invocation.value) : invocation.value;
  return model.isReadOnly?.({ f: invocation.f, value, process: invocation.process }) ?? false;
}
