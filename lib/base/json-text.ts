/**
 * JSON with errors that say where. The engine's own parser names the place only sometimes; so when it refuses a text,
 * this small reader of the same grammar (RFC 8259) finds the first character that no JSON can have there.
 */
import { err, ok, type Result } from './result';

export interface JsonProblem {
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

export function parseJson(text: string): Result<unknown, JsonProblem> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(problemAt(text, new Reader(text).firstWrong()));
  }
}

function problemAt(text: string, index: number): JsonProblem {
  const before = text.slice(0, index).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const found =
    index >= text.length
      ? 'the text ends'
      : `${JSON.stringify(String.fromCodePoint(text.codePointAt(index) ?? 0))} is not expected`;
  return { message: `no valid JSON: ${found} at line ${line}, column ${column}`, line, column };
}

/** Nesting that is followed; a broken text that nests deeper is reported there, which spares the call stack. */
const maxDepth = 500;

const blank = /[ \t\n\r]*/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** A string as far as it is right (no control characters); whether it ends is seen at the character behind. */
const stringStart = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy;

/** Moves `#at` forward while the text is right. Each step tells whether it was; where it was not, `#at` stays. */
class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  firstWrong(): number {
    if (this.#value()) this.#skip(blank);
    return this.#at;
  }

  #value(): boolean {
    this.#skip(blank);
    const next = this.#text[this.#at];
    if (next === '{') return this.#list('}', () => this.#string() && this.#mark(':') && this.#value());
    if (next === '[') return this.#list(']', () => this.#value());
    return next === '"' ? this.#string() : this.#skip(scalar);
  }

  #list(end: string, item: () => boolean): boolean {
    if (this.#depth === maxDepth) return false;
    this.#at += 1;
    if (this.#mark(end)) return true;
    this.#depth += 1;
    do {
      if (!item()) return false;
    } while (this.#mark(','));
    this.#depth -= 1;
    return this.#mark(end);
  }

  #string(): boolean {
    this.#skip(blank);
    return this.#skip(stringStart) && this.#mark('"');
  }

  #mark(mark: string): boolean {
    if (mark !== '"') this.#skip(blank);
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
