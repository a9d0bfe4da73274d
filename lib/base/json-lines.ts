/**
 * JSON that a person types: what is wrong is said with its line and column, and what stands on which line is known, so that
 * a mistake in a value can be shown where it was written. Accepts what JSON.parse accepts, but for a name that stands twice
 * in one object, of which JSON.parse would pass over the first without a word.
 */
import type { Json } from './json';
import { err, ok, type Result } from './result';

export interface JsonDocument {
  readonly value: Json;
  /** By the path of a value, `load.concurrency`, `faults.0`: the line on which it, or its name, begins; from 1. */
  readonly lines: ReadonlyMap<string, number>;
}

export interface JsonFault {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
}

/** Documents of ours are six deep; more is a mistake, and would end in an overflow of the stack. */
const maxDepth = 100;

export function readJsonLines(text: string): Result<JsonDocument, JsonFault> {
  const reader = new Reader(text);
  try {
    return ok(reader.document());
  } catch (error) {
    if (error instanceof FaultAt) return err({ ...positionIn(text, error.offset), message: error.message });
    throw error;
  }
}

class FaultAt extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in a text
const stringToken = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const words: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class Reader {
  readonly #text: string;
  readonly #lines = new Map<string, number>();
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonDocument {
    const value = this.#value([]);
    if (this.#peek() !== undefined) this.#fail('there is something behind the end of the document');
    return { value, lines: this.#lines };
  }

  /** The next sign that is no blank; undefined at the end. */
  #peek(): string | undefined {
    for (;;) {
      const sign = this.#text[this.#at];
      if (sign === '\n') this.#line++;
      else if (sign !== ' ' && sign !== '\t' && sign !== '\r') return sign;
      this.#at++;
    }
  }

  #fail(message: string): never {
    throw new FaultAt(this.#at, message);
  }

  #value(path: readonly string[]): Json {
    if (path.length > maxDepth) this.#fail(`groups may be ${maxDepth} deep at most`);
    const sign = this.#peek();
    const name = path.join('.');
    if (!this.#lines.has(name)) this.#lines.set(name, this.#line);
    if (sign === undefined) this.#fail('the document ends where a value should stand');
    if (sign === '{') return this.#object(path);
    if (sign === '[') return this.#list(path);
    if (sign === '"') return this.#string();
    const number = this.#token(numberToken);
    if (number !== undefined) return Number(number);
    for (const [word, value] of words) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#fail('a value should stand here: text in double quotes, a number, true, false, null, { or [');
  }

  #object(path: readonly string[]): Json {
    this.#at++;
    const fields = new Map<string, Json>();
    if (this.#peek() === '}') return this.#close({});
    for (;;) {
      if (this.#peek() !== '"') this.#fail('a name in double quotes should stand here');
      const at = this.#at;
      const line = this.#line;
      const name = this.#string();
      if (fields.has(name)) throw new FaultAt(at, `the name ${JSON.stringify(name)} stands twice in this group`);
      this.#lines.set([...path, name].join('.'), line);
      if (this.#peek() !== ':') this.#fail('a colon should stand here');
      this.#at++;
      fields.set(name, this.#value([...path, name]));
      const sign = this.#peek();
      if (sign === '}') return this.#close(Object.fromEntries(fields));
      if (sign !== ',') this.#fail('a comma or } should stand here');
      this.#at++;
    }
  }

  #list(path: readonly string[]): Json {
    this.#at++;
    const items: Json[] = [];
    if (this.#peek() === ']') return this.#close([]);
    for (;;) {
      items.push(this.#value([...path, String(items.length)]));
      const sign = this.#peek();
      if (sign === ']') return this.#close(items);
      if (sign !== ',') this.#fail('a comma or ] should stand here');
      this.#at++;
    }
  }

  #close(value: Json): Json {
    this.#at++;
    return value;
  }

  #string(): string {
    const token = this.#token(stringToken);
    if (token === undefined) this.#fail('this text does not end, or holds what JSON does not allow in one');
    return JSON.parse(token) as string;
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

function positionIn(text: string, offset: number): Pick<JsonFault, 'line' | 'column'> {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
