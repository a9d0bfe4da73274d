/**
 * Our own history files: JSON lines. The first line is a header with the format's version and the plan's id, every
 * further line an op, so that a file can be appended to and read while it grows.
 *
 * The JSON of others has no header: an op a line, ops over several lines, or one array around them. It is read as well as
 * it can be: keywords may keep their colons, indexes and times may be missing, and remarks are kept. What has our header
 * must be what we write.
 */
import * as z from 'zod/mini';
import { isJsonArray, type Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import type { DecodedHistory, HistoryDecoder, LineProblem, TakenOps } from './decoded';
import { historyFormat, historyVersions } from './encode-jsonl';
import { firstIssue, plainOp, readForeignOp, readOurOp } from './json-op';
import { JsonSplitter } from './json-splitter';
import { LineSplitter } from './line-splitter';
import { OpList } from './op-list';
import type { ReadOptions } from './read-options';
import { SharedValues } from './shared-values';

const headerSchema = z.object({
  format: z.literal(historyFormat),
  version: z.literal(historyVersions, {
    error: `must be ${historyVersions.join(' or ')}, the versions this program reads`,
  }),
  plan: z.optional(z.string()),
});

export function decodeHistory(text: string): Result<DecodedHistory, LineProblem> {
  const decoder = new JsonDecoder('jsonl');
  decoder.push(text);
  return decoder.end();
}

/** Blank lines are skipped. The first line is a header where it says a format. */
export class JsonDecoder implements HistoryDecoder {
  readonly #splitter: LineSplitter | JsonSplitter;
  readonly #options: ReadOptions;
  readonly #list: OpList;
  readonly #values = new SharedValues();
  #header: z.output<typeof headerSchema> | undefined;
  #isFirst = true;
  #problem: LineProblem | undefined;

  /** @param layout `json`: values of any length, also in one array */
  constructor(layout: 'jsonl' | 'json', options: ReadOptions = {}) {
    this.#splitter = layout === 'json' ? new JsonSplitter() : new LineSplitter();
    this.#options = options;
    this.#list = new OpList(options);
  }

  get count(): number {
    return this.#list.count;
  }

  get hasTimes(): boolean {
    return this.#list.hasTimes;
  }

  take(): TakenOps {
    return this.#list.take();
  }

  push(piece: string): LineProblem | undefined {
    this.#problem ??= this.#splitter.push(piece, this.#read);
    return this.#problem;
  }

  end(): Result<DecodedHistory, LineProblem> {
    if (this.#problem) return err(this.#problem);
    const last = this.#splitter.last();
    const about = { notes: [], ...(this.#header?.plan === undefined ? {} : { planId: this.#header.plan }) };
    if (last === undefined || last.trim() === '') return this.#list.decoded(about);
    const { line } = this.#splitter;
    if (!parseValue(last).ok) {
      const message = `the text ends in the middle of line ${line}; the ${this.count} ops before it are kept`;
      return this.#list.decoded({ ...about, cut: { line, message } });
    }
    const problem = this.#read(last);
    return problem === undefined ? this.#list.decoded(about) : err(problem);
  }

  readonly #read = (text: string): LineProblem | undefined => {
    if (text.trim() === '') return undefined;
    const { line } = this.#splitter;
    const parsed = parseValue(text);
    if (!parsed.ok) return { line, message: parsed.error, isDamage: true };
    const message = isDeeper(parsed.value, depthLimit)
      ? `nested deeper than ${depthLimit}`
      : this.#problemOf(parsed.value, text);
    return message === undefined ? undefined : { line, message };
  };

  #problemOf(value: unknown, text: string): string | undefined {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    return isFirst && isHeader(value) ? this.#readHeader(value) : this.#readOp(value, text);
  }

  #readHeader(value: unknown): string | undefined {
    const header = headerSchema.safeParse(value);
    if (!header.success) return `header: ${firstIssue(header.error)}`;
    this.#header = header.data;
    return undefined;
  }

  #readOp(value: unknown, text: string): string | undefined {
    const { fields } = this.#options;
    const parsed = plainOp(value) ?? (this.#header ? readOurOp(value) : readForeignOp(value, fields));
    if (typeof parsed === 'string') return parsed;
    const twice = this.#header ? undefined : repeatedField(text);
    if (twice !== undefined) return `the op says ${twice} twice`;
    const { op, rest } = parsed;
    if (this.#header && op.index !== this.count) return `index must be ${this.count}, not ${op.index}`;
    if (this.#header && op.time !== undefined && op.time < (this.#list.last?.time ?? 0)) return earlier;
    if (!isExact(op.value)) return inexact;
    return this.#list.add(this.#splitter.line, { ...op, value: this.#values.of(op.value) }, rest);
  }
}

const earlier = 'time: the op is earlier than the one above it, which no history of Clew is';

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

function parseValue(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    return err(`no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isHeader(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'format' in value && !('process' in value);
}

/** With one quote mark: letters are fewer in a line than those, so they are found faster. */
const soleFields = ['value"', 'process"', 'type"', 'f"'];

/** Of two fields of one name JSON's parser keeps the last, and nobody knows which was meant. */
function repeatedField(text: string): string | undefined {
  for (const field of soleFields) {
    const first = text.indexOf(field);
    if (first >= 0 && text.indexOf(field, first + field.length) >= 0 && isRepeated(text, `"${field}`))
      return `"${field}`;
  }
  return undefined;
}

/** Whether the field stands twice at the top of the object. */
function isRepeated(text: string, field: string): boolean {
  let count = 0;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/gs)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && token.endsWith(':') && token.startsWith(field)) count++;
  }
  return count > 1;
}

/** Equal after rounding is not equal: whole numbers beyond 2^53 would make two values one. */
function isExact(value: Json): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (value === null || typeof value !== 'object') return true;
  return isJsonArray(value) ? value.every(isExact) : Object.values(value).every(isExact);
}
