/**
 * Says whether an order is a linearization, and nothing else. It shares no code with the search, so that what the search
 * claims can be checked against the definition: everything that must have happened is there once, nothing else is,
 * nobody goes before somebody who had returned before he was invoked, and the model accepts every step.
 */
import type { Json } from '../../../base/json';
import { err, ok, type Result } from '../../../base/result';
import { type OpSequence, opAt } from '../../../history/op';
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
  const taken = new Uint8Array(history.length);
  let state = model.initial;
  let latestInvocation = -1;
  for (const index of order) {
    const invocation = opAt(history, index);
    const completion = opAt(history, completions[index] ?? -1);
    const isMissing = invocation?.type !== 'invoke' || index >= end || index === except || completion?.type === 'fail';
    if (isMissing) return err(`operation ${index} cannot be taken`);
    if (taken[index] === 1) return err(`operation ${index} is taken twice`);
    taken[index] = 1;
    const isOk = completion?.type === 'ok';
    if (isOk && completion.index < latestInvocation) return err(`operation ${index} is taken too late`);
    if (index > latestInvocation) latestInvocation = index;
    const value = isOk ? (completion.value ?? invocation.value) : invocation.value;
    const step = model.step(state, { f: invocation.f, value, process: invocation.process });
    if ('inconsistent' in step) return err(`operation ${index}: ${step.inconsistent}`);
    state = step.state;
  }
  for (let index = 0; index < end; index++) {
    const completion = completions[index] as number;
    const isDone = completion >= 0 && completion < end && history.at(completion)?.type === 'ok';
    if (isDone && taken[index] === 0 && index !== except) return err(`operation ${index} happened and is not taken`);
  }
  return ok(state);
}
