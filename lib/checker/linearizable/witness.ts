/**
 * Says whether an order is a linearization, and nothing else. It shares no code with the search, so that what the search
 * claims can be checked against the definition: everything that must have happened is there once, nothing else is,
 * nobody goes before somebody who had returned before he was invoked, and the model accepts every step.
 */
import type { Json } from '../../base/json';
import { err, ok, type Result } from '../../base/result';
import type { Operation } from '../../history/operations';
import type { Model } from '../../model/model';

/** The part of a history that is judged: what stands before `end`, without the operation `except`. */
export interface Prefix {
  readonly end: number;
  readonly except?: number;
}

/** The state that the order leads to, or why it is no linearization of the prefix. */
export function replay(
  operations: readonly Operation[],
  model: Model,
  order: readonly number[],
  prefix: Prefix = { end: Number.POSITIVE_INFINITY },
): Result<Json, string> {
  const isWithin = (op: Operation) => op.invocation.index < prefix.end && op.invocation.index !== prefix.except;
  const known = new Map(operations.filter(isWithin).map((operation) => [operation.invocation.index, operation]));
  const taken = new Set(order);
  if (taken.size !== order.length) return err('an operation is taken twice');
  for (const [index, { completion }] of known) {
    const isDone = completion?.type === 'ok' && completion.index < prefix.end;
    if (isDone && !taken.has(index)) return err(`operation ${index} happened and is not taken`);
  }
  let state = model.initial;
  let latestInvocation = -1;
  for (const index of order) {
    const operation = known.get(index);
    if (!operation || operation.completion?.type === 'fail') return err(`operation ${index} cannot be taken`);
    const { invocation, completion } = operation;
    const isOk = completion?.type === 'ok';
    if (isOk && completion.index < latestInvocation) return err(`operation ${index} is taken too late`);
    latestInvocation = Math.max(latestInvocation, invocation.index);
    const value = isOk ? (completion.value ?? invocation.value) : invocation.value;
    const step = model.step(state, { f: invocation.f, value, process: invocation.process });
    if ('inconsistent' in step) return err(`operation ${index}: ${step.inconsistent}`);
    state = step.state;
  }
  return ok(state);
}
