/**
 * Histories as lines of text: our own log, `history.txt`, and the logs of Jepsen from 2014 until now.
 *
 *     INFO  jepsen.util - 2⇥:invoke⇥:cas⇥[1 4]                                              2014
 *     INFO [2019-04-17 17:38:16,855] jepsen worker 0 - jepsen.util 0⇥:info⇥:cas⇥[4 4]⇥:timeout   now
 *     0⇥:invoke⇥:read⇥nil                                                                  history.txt
 *
 * Some files pad with blanks, so fields are told apart by white space. In 2014 the error of a completion stood in the
 * place of its value; the argument then comes from the invocation.
 */
import { formatJson, parseEdn, readEdn } from '../base/edn';
import { isJsonEqual, type Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import { formatNemesisValue, parseNemesisValue } from '../nemesis/value';
import { type Entry, isOp } from '../protocol/entry';
import type { DecodedHistory, LineProblem } from './decoded';
import type { Op, OpType, Process } from './op';

/**
 * `0⇥:invoke⇥:read⇥nil`, and the error as a fifth field where there is one. A write or cas that the system refused is
 * told by its type alone, as in the post; what the system said is kept in the JSON lines.
 */
export function formatOp(op: Op): string {
  const process = op.process === 'nemesis' ? ':nemesis' : String(op.process);
  const value = op.process === 'nemesis' ? formatNemesisValue(op.value) : formatJson(op.value);
  const fields = [process, `:${op.type}`, `:${op.f}`, value];
  if (op.error !== undefined && !isRefusal(op)) fields.push(formatError(op.error));
  return fields.join('\t');
}

function isRefusal({ type, f, error }: Op): boolean {
  return type === 'fail' && f !== 'read' && typeof error === 'object';
}

/** The line of the log for an entry; undefined for events that print nothing. */
export function formatLogLine(entry: Entry): string | undefined {
  if (isOp(entry)) return `INFO  clew.op - ${formatOp(entry)}`;
  if (entry.type !== 'log') return undefined;
  return `${entry.level.toUpperCase().padEnd(5)} clew.${entry.source.replace(/^clew\./, '')} - ${entry.message}`;
}

/** Times are not in the text: an op's place stands in, so that order is kept. */
export function parseOpLines(text: string): Result<DecodedHistory, LineProblem> {
  const ops: Op[] = [];
  const invocations = new Map<Process, Op>();
  const lines = text.split('\n');
  const first = lines.findIndex((line) => splitLine(line) !== undefined);
  for (const [place, line] of lines.entries()) {
    const fields = splitLine(line);
    const isLast = place === lines.length - 1;
    if (!fields) {
      if (isLast && isBeginningOfOp(line)) return ok({ ops, cut: cutLine(place, line) });
      continue;
    }
    if (isCutLevel(fields.prefix) || (place === first && isCutFirst(lines, place, fields))) continue;
    const op = readFields(fields, ops.length, invocations.get(fields.process));
    if (!op.ok) {
      if (isLast) return ok({ ops, cut: cutLine(place, line) });
      return err({ line: place + 1, message: op.error });
    }
    if (op.value.type === 'invoke') invocations.set(op.value.process, op.value);
    ops.push(op.value);
  }
  return ok({ ops });
}

interface Fields {
  readonly prefix: string;
  readonly process: Process;
  readonly type: OpType;
  readonly f: string;
  readonly rest: string;
}

const opLine = /(?:^|\s)(\d+|:nemesis)\s+:(invoke|ok|fail|info)\s+:([^\s,;"[\](){}]+)\s+(\S.*)$/;

function splitLine(line: string): Fields | undefined {
  const match = opLine.exec(line.trimEnd());
  if (!match) return undefined;
  const [, process = '', type, f = '', rest = ''] = match;
  return {
    prefix: line.slice(0, match.index).trim(),
    process: process === ':nemesis' ? 'nemesis' : Number(process),
    type: type as OpType,
    f,
    rest,
  };
}

function readFields(fields: Fields, index: number, invocation: Op | undefined): Result<Op, string> {
  const { process, type, f } = fields;
  const base = { index, time: index, process, type, f };
  const isRefused = type === 'fail' || type === 'info';
  const told = process === 'nemesis' ? parseNemesisValue(fields.rest) : undefined;
  if (told !== undefined) return ok({ ...base, value: told });
  if (process !== 'nemesis' && isRefused) return ok(readRefusal(base, fields.rest, invocation));
  const read = readEdn(fields.rest);
  if (!read.ok) return err(`the value of ${process} :${type} :${f} cannot be read: ${read.error}`);
  const behind = fields.rest.slice(read.value.end).trim();
  return ok({ ...base, value: read.value.value, ...(behind === '' ? {} : { error: readError(behind) }) });
}

/** A `fail` or `info`: value and error as now, the error alone as in 2014, or the bare argument. */
function readRefusal(base: Omit<Op, 'value'>, rest: string, invocation: Op | undefined): Op {
  const argument = invocation?.f === base.f ? invocation.value : null;
  const read = readEdn(rest);
  const behind = read.ok ? rest.slice(read.value.end).trim() : '';
  if (read.ok && isJsonEqual(read.value.value, argument)) {
    return { ...base, value: argument, ...(behind === '' ? {} : { error: readError(behind) }) };
  }
  if (read.ok && behind !== '' && parseEdn(behind).ok) {
    return { ...base, value: argument ?? read.value.value, error: readError(behind) };
  }
  return { ...base, value: argument, error: readError(rest) };
}

/** An error is whatever the client wrote; what is no EDN is kept as it stands. */
function readError(text: string): Json {
  const parsed = parseEdn(text);
  if (!parsed.ok) return text;
  return typeof parsed.value === 'string' ? parsed.value.replace(/^:/, '') : parsed.value;
}

function formatError(error: Json): string {
  return typeof error === 'string' && /^[a-z][\w-]*$/.test(error) ? `:${error}` : formatJson(error);
}

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** `FO  jepsen.util - 4 …`: the head of the line is gone. */
function isCutLevel(prefix: string): boolean {
  const word = prefix.split(/\s/, 1)[0] ?? '';
  return word !== '' && levels.some((level) => level !== word && level.endsWith(word));
}

/** A bare first line in a file of prefixed ones: `4 :ok …` may have been `14 :ok …`. */
function isCutFirst(lines: readonly string[], place: number, fields: Fields): boolean {
  if (fields.prefix !== '') return false;
  const next = lines.slice(place + 1).find((line) => splitLine(line) !== undefined);
  return next !== undefined && splitLine(next)?.prefix !== '';
}

function isBeginningOfOp(line: string): boolean {
  return /(?:^|\s)(\d+|:nemesis)\s+:(i|in|inv|invo|invok|invoke|inf|info|o|ok|f|fa|fai|fail)(\s+:\S*)?\s*$/.test(line);
}

function cutLine(place: number, line: string): LineProblem {
  return { line: place + 1, message: `the text ends in the middle of line ${place + 1}: ${line.trim()}` };
}
