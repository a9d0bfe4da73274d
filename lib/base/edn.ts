/**
 * Values as Jepsen prints them (EDN), for logs, reports and the text histories of others: `nil`, `[1 4]`, `"s"`,
 * `{:value 4}`. EDN knows more than JSON; what it knows more is folded: keywords become strings with their colon, sets
 * and lists become arrays, tags are dropped, keys of maps lose their colon.
 */
import { isJsonArray, type Json } from './json';
import { err, ok, type Result } from './result';

/** Nesting deeper than this is no value of an operation but an attack on the stack. */
const maxDepth = 64;

const keyword = /^:[A-Za-z*+!_?<>=.$&%|/-][\w*+!?<>=.$&%|/#':-]*$/;

/** One value as text. */
export function formatJson(value: Json): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return keyword.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (isJsonArray(value)) return `[${value.map(formatJson).join(' ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${formatKey(key)} ${formatJson(item)}`);
  return `{${pairs.join(', ')}}`;
}

function formatKey(key: string): string {
  return keyword.test(`:${key}`) ? `:${key}` : JSON.stringify(key);
}

/** A value at the start of a text, and where it ends. */
export interface EdnValue {
  readonly value: Json;
  readonly end: number;
}

/** Reads the first value of the text; what stands behind it is left to the caller. */
export function readEdn(text: string, start = 0): Result<EdnValue, string> {
  try {
    return ok(new EdnReader(text, start).read());
  } catch (error) {
    if (error instanceof EdnError) return err(error.message);
    throw error;
  }
}

/** Reads a text that is exactly one value. */
export function parseEdn(text: string): Result<Json, string> {
  const result = readEdn(text);
  if (!result.ok) return result;
  const rest = text.slice(result.value.end).trim();
  return rest === '' ? ok(result.value.value) : err(`unexpected ${JSON.stringify(rest.slice(0, 20))} behind the value`);
}

class EdnError extends Error {}

/** Recursive descent; a class because the position lives as long as one reading. */
class EdnReader {
  private readonly text: string;
  private position: number;

  constructor(text: string, start: number) {
    this.text = text;
    this.position = start;
  }

  read(): EdnValue {
    const value = this.value(0);
    return { value, end: this.position };
  }

  private value(depth: number): Json {
    if (depth > maxDepth) throw new EdnError(`nested deeper than ${maxDepth}`);
    this.skipBlank();
    const char = this.text[this.position];
    if (char === undefined) throw new EdnError('the value is missing or cut off');
    if (char === '"') return this.string();
    if (char === '[') return this.items(']', depth);
    if (char === '(') return this.items(')', depth);
    if (char === '{') return this.map(depth);
    if (char === '#') return this.dispatch(depth);
    return this.atom();
  }

  private dispatch(depth: number): Json {
    this.position++;
    if (this.text[this.position] === '{') return this.items('}', depth);
    this.word();
    return this.value(depth + 1);
  }

  private items(close: string, depth: number): Json[] {
    this.position++;
    const items: Json[] = [];
    while (!this.closes(close)) items.push(this.value(depth + 1));
    return items;
  }

  private map(depth: number): Json {
    this.position++;
    const entries: [string, Json][] = [];
    while (!this.closes('}')) {
      const key = this.value(depth + 1);
      const name = typeof key === 'string' ? key.replace(/^:/, '') : formatJson(key);
      entries.push([name, this.value(depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  private closes(close: string): boolean {
    this.skipBlank();
    if (this.text[this.position] !== close) return false;
    this.position++;
    return true;
  }

  private string(): string {
    const match = /"(?:[^"\\]|\\.)*"/sy;
    match.lastIndex = this.position;
    const found = match.exec(this.text)?.[0];
    if (found === undefined) throw new EdnError('a string is cut off');
    this.position += found.length;
    try {
      return JSON.parse(found.replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r'));
    } catch (cause) {
      throw new EdnError(`${found} is no string`, { cause });
    }
  }

  private atom(): Json {
    const word = this.word();
    if (word === 'nil') return null;
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?[NM]?$/.test(word)) return Number(word.replace(/[NM]$/, ''));
    if (keyword.test(word)) return word;
    throw new EdnError(`${JSON.stringify(word)} is no value`);
  }

  private word(): string {
    const match = /[^\s,()[\]{}"]*/y;
    match.lastIndex = this.position;
    const found = match.exec(this.text)?.[0] ?? '';
    if (found === '') throw new EdnError(`unexpected ${JSON.stringify(this.text[this.position] ?? 'end')}`);
    this.position += found.length;
    return found;
  }

  private skipBlank(): void {
    while (/[\s,]/.test(this.text[this.position] ?? '.')) this.position++;
  }
}
