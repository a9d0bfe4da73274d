/**
 * For tests: the definition of a contradiction among some operations of a history, written down as plainly as possible.
 * It shares nothing with the checker but the model and the format of a history.
 */
import type { Json } from '../../../base/json';
import type { History } from '../../../history/op';
import { pairOperations } from '../../../history/operations';
import type { Model } from '../../../model/model';

/** Tried in every order: those that must happen do, any other may happen in its interval or not at all. */
export function isContradictory(history: History, model: Model, end: number, mandatory: ReadonlySet<number>): boolean {
  const candidates = pairOperations(history).flatMap(({ invocation, completion }) => {
    if (invocation.index > end || completion?.type === 'fail') return [];
    const isOk = completion?.type === 'ok';
    if (!isOk && invocation.f === 'read') return [];
    return [
      {
        invoked: invocation.index,
        returned: isOk ? completion.index : Number.POSITIVE_INFINITY,
        f: invocation.f,
        value: isOk ? completion.value : invocation.value,
        isMandatory: mandatory.has(invocation.index),
      },
    ];
  });
  type Candidate = (typeof candidates)[number];
  const dead = new Set<string>();
  const hasOrder = (left: readonly Candidate[], state: Json): boolean => {
    if (left.every(({ isMandatory }) => !isMandatory)) return true;
    const key = `${left.map(({ invoked }) => invoked)}/${JSON.stringify(state)}`;
    if (dead.has(key)) return false;
    for (const next of left) {
      const passed = left.filter((other) => other !== next && other.returned < next.invoked);
      if (passed.some(({ isMandatory }) => isMandatory)) continue;
      const step = model.step(state, next);
      if ('inconsistent' in step) continue;
      const rest = left.filter((other) => other !== next && !passed.includes(other));
      if (hasOrder(rest, step.state)) return true;
    }
    dead.add(key);
    return false;
  };
  return !hasOrder(candidates, model.initial);
}
