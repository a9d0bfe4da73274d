/**
 * A line of a run's log as a page shows it: when, who, what, and what came of it.
 *
 *     1.601 s   client 3 · n4    read            invoked
 *     1.611 s   client 3 · n4    read → 1        ok
 *     0.996 s   nemesis          n3, n5 cut off from n1, n2, n4
 *     -3.2 s    system.etcd      n1 etcd ready
 */
import { windowWords } from '../catalog/faults/words';
import { errorWords } from '../history/error-words';
import { formatNemesisValue } from '../history/nemesis-value';
import type { Op } from '../history/op';
import type { Operation } from '../history/operations';
import { isOp } from '../protocol/entry';
import type { LogEvent } from '../protocol/run-log';
import type { RunState } from '../protocol/run-state';
import { longLabel } from '../timeline/tracks/label';
import { clientOf, nodeOfOperation } from '../timeline/tracks/scene';

export type LogOutcome = 'invoked' | 'ok' | 'fail' | 'info' | 'nemesis' | 'log' | 'warn' | 'error';

export interface LogRow {
  /** Nanoseconds since the start of the test, before it below 0; nothing where it is not known when that was. */
  readonly nanos: number | undefined;
  readonly who: string;
  readonly words: string;
  readonly outcome: LogOutcome;
  /** Invocation index of the operation that it is about. */
  readonly operation?: number;
}

/** @param line from 0 */
export function logRow(state: RunState, nodes: readonly string[], line: number): LogRow | undefined {
  const entry = state.log.at(line);
  if (!entry) return undefined;
  if (!isOp(entry)) return eventRow(entry, state.startedAt);
  return entry.process === 'nemesis' ? nemesisRow(entry, state, nodes) : opRow(entry, state, nodes);
}

/** What a filter looks through. */
export function rowText({ who, words, outcome }: LogRow): string {
  return `${who} ${words} ${outcome}`;
}

function eventRow({ at, level, source, message }: LogEvent, startedAt: number | undefined): LogRow {
  const nanos = startedAt === undefined ? undefined : (at - startedAt) * 1e6;
  return { nanos, who: source.replace(/^clew\./, ''), words: message, outcome: level === 'info' ? 'log' : level };
}

function nemesisRow(op: Op, { faults }: RunState, nodes: readonly string[]): LogRow {
  const { time, f, value } = op;
  const made = faults.find(({ madeAt }) => madeAt === time);
  const said = formatNemesisValue(value);
  // The second op of a fault says whom it hit; the first says only that it begins.
  const words = made ? windowWords(made, nodes) : said === 'nil' ? `${f} begins` : said.replace(/^"(.*)"$/s, '$1');
  return { nanos: time, who: 'nemesis', words, outcome: 'nemesis' };
}

function opRow(op: Op, { operations, operationTable, lanes }: RunState, nodes: readonly string[]): LogRow {
  const place = operations.placeOf(op.index);
  const whole = place === undefined ? undefined : operations.at(place);
  const operation: Operation = op.type === 'invoke' || !whole ? { invocation: op } : whole;
  const client = clientOf(op.process, lanes.length);
  const node = nodeOfOperation(operation, nodes, lanes.length);
  const why = op.type !== 'invoke' && op.error !== undefined ? `: ${errorWords(op.error)}` : '';
  return {
    nanos: op.time,
    who: `client ${client} · ${node}`,
    words: `${longLabel(operationTable, operation)}${why}`,
    outcome: op.type === 'invoke' ? 'invoked' : op.type,
    ...(whole ? { operation: whole.invocation.index } : {}),
  };
}
