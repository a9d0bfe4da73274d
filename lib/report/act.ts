/** An operation as sentences tell of it: whose it was, where, what was asked and answered, and when. */
import type { Json } from '../base/json';
import { plainText } from '../base/plain';
import { descriptionOf, isReadOnly, valueText } from '../history/operation-table';
import { leftBy } from '../model/cas-register';
import { operationAt, type RunState } from '../protocol/run-state';
import { clientOf, nodeOfOperation } from '../timeline/tracks/scene';

/** Times are nanoseconds since the start. */
export interface Act {
  /** Invocation index. */
  readonly operation: number;
  readonly client: number;
  readonly node: string;
  readonly f: string;
  /** `cas 1→4`, with what was asked. */
  readonly call: string;
  /** The same after a genitive: `write of 4`, `cas 1→4`, `acquire`. */
  readonly deed: string;
  readonly hasAnswer: boolean;
  /** What a client that was answered did, where `f` does not say it: `dequeued`. */
  readonly past: string | undefined;
  /** What the node did when it accepted it, where the field says it in other words: `gave client 2 the lock`. */
  readonly granted: readonly [past: string, participle: string] | undefined;
  /** The client then has it until it gives it back. */
  readonly holds: boolean;
  readonly isReadOnly: boolean;
  readonly answer: Json;
  /** The answer as text, a long one shortened. */
  readonly answerText: string;
  /** The value that a write or cas leaves behind. */
  readonly leaves: Json;
  readonly beganAt: number;
  /** Missing where it is not known to have happened. */
  readonly endedAt?: number;
}

/** Stands for the name of one, where a history of others does not say which node a client drove. */
const unknownNode = 'a node';

/** Of a list in an argument. */
const maxItems = 8;

export function actIn(state: RunState, nodes: readonly string[], index: number): Act | undefined {
  const operation = operationAt(state, index);
  if (!operation) return undefined;
  const { invocation, completion } = operation;
  const { f, value, key } = invocation;
  const { operationTable: table } = state;
  const { hasAnswer = false, past, granted, holds = false, text } = descriptionOf(table, f);
  const client = clientOf(invocation.process, state.lanes.length);
  const argument = value === null ? undefined : valueText(table, f, value, maxItems);
  const ofKey = key === undefined ? '' : ` on key ${plainText(key)}`;
  return {
    operation: index,
    client,
    node: nodeOfOperation(operation, nodes, state.lanes.length) || unknownNode,
    f,
    call: `${argument === undefined ? f : `${f} ${argument}`}${ofKey}`,
    deed: `${argument === undefined ? f : text ? `${f} ${argument}` : `${f} of ${argument}`}${ofKey}`,
    hasAnswer,
    past,
    granted: granted?.(`client ${client}`),
    holds,
    isReadOnly: isReadOnly(table, invocation),
    answer: completion?.value ?? null,
    answerText: valueText(table, f, completion?.value ?? null, maxItems),
    leaves: isReadOnly(table, invocation) ? null : leftBy(invocation),
    beganAt: invocation.time,
    ...(completion?.type === 'ok' ? { endedAt: completion.time } : {}),
  };
}
