/**
 * Says whether an order is a linearization, and nothing else. It shares no code with the search, so that what the search
 * claims can be checked against the definition: everything that must have happened is there once, nothing else is,
 * nobody goes before somebody who had returned before he was invoked, and the model accepts every step.
 */
import type { Json } from '../../../base/json';
import { err, ok, type Result } from '../../../base/result';
import { fieldsOf } from '../../../history/fields';
import type { OpSequence } from '../../../history/op';
import type { Model } from '../../../model/model';

/** A history and, for each invocation in it, the index of its completion; below 0 where there is none. */
export interface Recorded {
  readonly history: OpSequence;
  readonly completions: Int32Array;
}

/** The part of a history that is judged: what stands before `end`, without the operation `except`. */
export interface Prefix {
  readonly end: number;
  readonly except?: number;
}

/** The state that the order leads to, or why it is no linearization of the prefix. */
export function replay(
  { history, completions }: Recorded,
  model: Model,
  order: readonly number[],
  { end, except }: Prefix = { end: history.length },
): Result<Json, string> {
  const fields = fieldsOf(history);
  const taken = new Uint8Array(history.length);
  let state = model.initial;
  let latestInvocation = -1;
  for (const index of order) {
    const isThere = index >= 0 && index < end && index !== except && fields.typeAt(index) === 'invoke';
    const completion = completions[index] ?? -1;
    const ending = completion < 0 ? undefined : fields.typeAt(completion);
    if (!isThere || ending === 'fail') return err(`operation ${index} cannot be taken`);
    if (taken[index] === 1) return err(`operation ${index} is taken twice`);
    taken[index] = 1;
    const isOk = ending === 'ok';
    if (isOk && completion < latestInvocation) return err(`operation ${index} is taken too late`);
    if (index > latestInvocation) latestInvocation = index;
    const asked = fields.valueAt(index);
    const value = isOk ? (fields.valueAt(completion) ?? asked) : asked;
    const step = model.step(state, { f: fields.functionAt(index), value, process: fields.processAt(index) });
    if ('inconsistent' in step) return err(`operation ${index}: ${step.inconsistent}`);
    state = step.state;
  }
  for (let index = 0; index < end; index++) {
    const completion = completions[index] as number;
    const isDone = completion >= 0 && completion < end && fields.typeAt(completion) === 'ok';
    if (isDone && taken[index] === 0 && index !== except) return err(`operation ${index} happened and is not taken`);
  }
  return ok(state);
}
