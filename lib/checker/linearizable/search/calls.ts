/**
 * A history as the checker sees it: calls that were made and calls that returned. What cannot matter is gone: failed
 * operations did not happen, and a crashed operation that only reads can be taken as never having happened.
 */
import { type Operation, outcomeOf } from '../../../history/operations';
import type { Steps } from './steps';

export interface Call {
  /** Index of the invocation in the history; names the operation. */
  readonly invoked: number;
  /** Index of the completion in the history; infinite for a crashed operation, which may take effect at any later time. */
  readonly returned: number;
  readonly classId: number;
  readonly isReadOnly: boolean;
}

export interface CallEvent {
  readonly kind: 'call' | 'return';
  readonly call: Call;
}

export function callsOf(operations: readonly Operation[], steps: Steps): Call[] {
  const calls: Call[] = [];
  for (const operation of operations) {
    const outcome = outcomeOf(operation);
    if (outcome === 'fail') continue;
    const classId = steps.classOf(modelOpOf(operation));
    const isReadOnly = steps.isReadOnly(classId);
    if (outcome === 'info' && isReadOnly) continue;
    const returned = outcome === 'ok' && operation.completion ? operation.completion.index : Number.POSITIVE_INFINITY;
    calls.push({ invoked: operation.invocation.index, returned, classId, isReadOnly });
  }
  return calls;
}

/** Calls and returns in the order of the history. */
export function eventsOf(calls: readonly Call[]): CallEvent[] {
  const events: (CallEvent & { readonly at: number })[] = [];
  for (const call of calls) {
    events.push({ kind: 'call', call, at: call.invoked });
    if (Number.isFinite(call.returned)) events.push({ kind: 'return', call, at: call.returned });
  }
  return events.sort((a, b) => a.at - b.at);
}

/** The operation as the model judges it: what an ok completion returned, else what was asked for. */
export function modelOpOf({ invocation, completion }: Operation) {
  const value = completion?.type === 'ok' ? (completion.value ?? invocation.value) : invocation.value;
  return { f: invocation.f, value, process: invocation.process };
}
