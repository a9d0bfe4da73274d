/** One line of an op log: which field is which, and what stands in the place of the value. */
import { asPlain } from '../base/edn-form';
import { parseEdn, readEdn } from '../base/edn-reader';
import { isJsonEqual, type Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import { clipped } from '../base/words';
import { parseNemesisValue } from './nemesis-value';
import type { Op, OpType, Process } from './op';

/** The fields of a line, before its value is read. */
export interface OpLine {
  readonly prefix: string;
  readonly process: Process;
  readonly type: OpType;
  readonly f: string;
  readonly rest: string;
}

const opLine = /(?:^|\s)(\d+|:nemesis)\s+:(invoke|ok|fail|info)\s+:([^\s,;"[\](){}]+)\s+(\S.*)$/;

export function splitOpLine(line: string): OpLine | undefined {
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

/** Whose process, function or value says nothing: `-1⇥:info⇥:kill⇥nil`, `0⇥:ok⇥read⇥1`, `0⇥:ok⇥:read`. */
const misspelledLine =
  /\t\s*:(invoke|ok|fail|info)\s*(\t|$)|^\s*(-\d+|nil|\d\S*|:nemesis\S*|"[^"]*")\s+:(invoke|ok|fail|info)(\s|$)/i;

/** Why a line that is no op looks like one; undefined for one that does not. */
export function misspelling(line: string): string | undefined {
  if (!misspelledLine.test(line)) return undefined;
  return `it looks like an op and is none: ${clipped(line.trim())}; an op is a process (a whole number or :nemesis), type, function and value, as in 0 :invoke :read nil`;
}

/** What a line tells of an op; its index and time are nowhere in it. */
export type ReadLine = Omit<Op, 'index' | 'time'>;

/** @param invocation the last one of the same process */
export function readOpLine(fields: OpLine, invocation: Op | undefined): Result<ReadLine, string> {
  const { process, type, f } = fields;
  const isRefused = type === 'fail' || type === 'info';
  const told = process === 'nemesis' ? parseNemesisValue(fields.rest) : undefined;
  if (told !== undefined) return ok({ process, type, f, value: told });
  if (process !== 'nemesis' && isRefused) return ok(readRefusal({ process, type, f }, fields.rest, invocation));
  const read = readEdn(fields.rest);
  if (!read.ok) return err(`the value of ${process} :${type} :${f} cannot be read: ${read.error}`);
  const behind = fields.rest.slice(read.value.end).trim();
  // Spelled out: this is the line that most lines of a long log take.
  const value = process === 'nemesis' ? asPlain(read.value.value) : read.value.value;
  return ok(behind === '' ? { process, type, f, value } : { process, type, f, value, error: readError(behind) });
}

/** A `fail` or `info`: value and error as now, the error alone as in 2014, or the bare argument. */
function readRefusal(base: Omit<ReadLine, 'value'>, rest: string, invocation: Op | undefined): ReadLine {
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
  const error = asPlain(parsed.value);
  return typeof error === 'string' ? error.replace(/^:/, '') : error;
}

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** `FO  jepsen.util - 4 …`: the head of the line is gone. */
export function isCutLevel(prefix: string): boolean {
  if (prefix === '') return false;
  const word = prefix.split(/\s/, 1)[0] ?? '';
  return levels.some((level) => level !== word && level.endsWith(word));
}

/** `0 :o`, `4 :info :ca`: the beginning of an op. */
export function isBeginningOfOp(line: string): boolean {
  return /(?:^|\s)(\d+|:nemesis)\s+:(i|in|inv|invo|invok|invoke|inf|info|o|ok|f|fa|fai|fail)(\s+:\S*)?\s*$/.test(line);
}
