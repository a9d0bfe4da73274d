/**
 * Our own history files: JSON lines. The first line is a header with the format's version and the plan's id, every
 * further line an op, so that a file can be appended to and read while it grows.
 *
 * JSON lines of others have no header. They are read as well as they can be: keywords may keep their colons, indexes and
 * times may be missing, and keys that we do not know are kept. What has our header must be what we write.
 */
import * as z from 'zod';
import { isJsonArray, type Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import type { DecodedHistory, HistoryDecoder, LineProblem } from './decoded';
import { historyFormat, historyVersions } from './encode-jsonl';
import { firstIssue, plainOp, readForeignOp, readOurOp } from './json-op';
import { LineSplitter } from './line-splitter';
import { OpList } from './op-list';
import { SharedValues } from './shared-values';

const headerSchema = z.object({
  format: z.literal(historyFormat),
  version: z.literal(historyVersions, {
    error: `must be ${historyVersions.join(' or ')}, the versions this program reads`,
  }),
  plan: z.string().optional(),
});

export function decodeHistory(text: string): Result<DecodedHistory, LineProblem> {
  const decoder = new JsonLinesDecoder();
  decoder.push(text);
  return decoder.end();
}

/** Blank lines are skipped. A header is asked for unless the first line is an op already. */
export class JsonLinesDecoder implements HistoryDecoder {
  private readonly splitter = new LineSplitter();
  private readonly list = new OpList();
  private readonly values = new SharedValues();
  private header: z.output<typeof headerSchema> | undefined;
  private isFirst = true;
  private problem: LineProblem | undefined;

  get count(): number {
    return this.list.ops.length;
  }

  push(piece: string): LineProblem | undefined {
    this.problem ??= this.splitter.push(piece, this.readLine);
    return this.problem;
  }

  end(): Result<DecodedHistory, LineProblem> {
    if (this.problem) return err(this.problem);
    const last = this.splitter.last();
    const about = this.header?.plan === undefined ? {} : { planId: this.header.plan };
    if (last === undefined || last.trim() === '') return ok(this.list.decoded(about));
    const { line } = this.splitter;
    if (!parseLine(last).ok) {
      const message = `the text ends in the middle of line ${line}; the ${this.count} ops before it are kept`;
      return ok(this.list.decoded({ ...about, cut: { line, message } }));
    }
    const problem = this.readLine(last);
    return problem === undefined ? ok(this.list.decoded(about)) : err(problem);
  }

  private readonly readLine = (line: string): LineProblem | undefined => {
    const message = this.problemOf(line);
    return message === undefined ? undefined : { line: this.splitter.line, message };
  };

  private problemOf(line: string): string | undefined {
    if (line.trim() === '') return undefined;
    const parsed = parseLine(line);
    if (!parsed.ok) return parsed.error;
    const isFirst = this.isFirst;
    this.isFirst = false;
    if (isFirst && isHeader(parsed.value)) return this.readHeader(parsed.value);
    return this.readOp(parsed.value);
  }

  private readHeader(value: unknown): string | undefined {
    const header = headerSchema.safeParse(value);
    if (!header.success) return `header: ${firstIssue(header.error)}`;
    this.header = header.data;
    return undefined;
  }

  private readOp(value: unknown): string | undefined {
    const parsed = plainOp(value) ?? (this.header ? readOurOp(value) : readForeignOp(value));
    if (typeof parsed === 'string') return parsed;
    const { op, rest } = parsed;
    if (this.header && op.index !== this.count) return `index must be ${this.count}, not ${op.index}`;
    if (!isExact(op.value)) return inexact;
    return this.list.add(this.splitter.line, { ...op, value: this.values.of(op.value) }, rest);
  }
}

const inexact = `a number in the value is too large to be told from its neighbours; write it as a string`;

/** Nesting deeper than this is no value of an operation but an attack on the stack. */
const depthLimit = 64;

function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof item === 'object' && item !== null && isDeeper(item, limit - 1)) return true;
  }
  return false;
}

function parseLine(line: string): Result<unknown, string> {
  try {
    const value: unknown = JSON.parse(line);
    return isDeeper(value, depthLimit) ? err(`nested deeper than ${depthLimit}`) : ok(value);
  } catch (error) {
    return err(`no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isHeader(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('process' in value);
}

/** Equal after rounding is not equal: whole numbers beyond 2^53 would make two values one. */
function isExact(value: Json): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (value === null || typeof value !== 'object') return true;
  return isJsonArray(value) ? value.every(isExact) : Object.values(value).every(isExact);
}
