/**
 * Reads EDN, and what else Clojure's reader accepts, one value at a time, from any place of a text that may go on later:
 * histories have millions of values, so it looks at characters and not at patterns, and an end that comes too soon is told
 * apart from a text that is wrong. `edn-form.ts` says how values are held for which JSON has no form.
 *
 *     #:acct{:id 1} → {"acct/id":1}       12N, 0xC, 014, 2r1100 → 12       9007199254740993 → {"#":"9007199254740993N"}
 *     'x → (quote x)                      ^:meta [1] → [1]                 #_gone, ; a comment
 */
import { isKeyword, keyName, onOneLine } from './edn';
import { isSymbol, setOf, spelled, tagged } from './edn-form';
import { canonical } from './edn-instant';
import { readNumber } from './edn-number';
import type { Json } from './json';
import { jsonKey } from './json-key';
import { err, ok, type Result } from './result';

/** Nesting deeper than this is no value of an operation but an attack on the stack. */
const maxDepth = 64;

/** Digits that every number holds exactly. */
const exactDigits = 15;

const characterNames = ['newline', 'space', 'tab', 'return', 'backspace', 'formfeed'];

/** What stands for a list of two: its first element and the value behind. */
const readerMacros: Readonly<Record<string, string>> = {
  "'": 'quote',
  '@': 'clojure.core/deref',
  '`': 'syntax-quote',
  '~@': 'clojure.core/unquote-splicing',
  '~': 'clojure.core/unquote',
};

const isBlankCode = codes(' \t\n\r\f,');
const isWordEnd = codes(' \t\n\r\f,()[]{}";');

const newline = 10;
const quote = 34;
const backslash = 92;
const colon = 58;

/** A value at the start of a text, and where it ends. */
export interface EdnValue {
  readonly value: Json;
  readonly end: number;
}

/** Reads the first value of the text; what stands behind it is left to the caller. Bare words are no values. */
export function readEdn(text: string, start = 0): Result<EdnValue, string> {
  const reader = new EdnReader(text, start);
  try {
    const value = reader.value();
    return ok({ value, end: reader.position });
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

/** Why a text is no value. `isCutOff`: it may become one when more text follows. */
export class EdnError extends Error {
  readonly isCutOff: boolean;

  constructor(message: string, isCutOff = false) {
    super(message);
    this.isCutOff = isCutOff;
  }
}

/** A class because the position lives as long as one reading. Every method moves it behind what was read. */
export class EdnReader {
  readonly text: string;
  position: number;
  /** Line ends that were passed. */
  lineEnds = 0;
  /** Where the first line begins that looks like another op, passed since `beginOp`: the op before it is not closed. */
  nextOp: number | undefined;
  readonly #hasSymbols: boolean;
  #isWithinOp = false;

  /** With symbols a bare word is a value, as in the stack traces that histories hold; without, it is an error. */
  constructor(text: string, position = 0, hasSymbols = false) {
    this.text = text;
    this.position = position;
    this.#hasSymbols = hasSymbols;
  }

  beginOp(): void {
    this.#isWithinOp = true;
    this.nextOp = undefined;
  }

  endOp(): void {
    this.#isWithinOp = false;
  }

  value(depth = 0): Json {
    if (depth > maxDepth) throw new EdnError(`nested deeper than ${maxDepth}`);
    this.skipBlank();
    const char = this.text[this.position];
    if (char === undefined) throw new EdnError('the value is missing or cut off', true);
    if (char === '"') return this.#string();
    if (char === '[') return this.#items(']', depth);
    if (char === '(') return this.#items(')', depth);
    if (char === '{') return this.#map(depth);
    if (char === '#') return this.#dispatch(depth);
    if (char === '^') return this.#behind(depth);
    if (this.#hasSymbols && Object.hasOwn(readerMacros, char)) return this.#macro(char, depth);
    return this.#atom();
  }

  /** Blanks, commas, comments and discarded values (`#_ …`). */
  skipBlank(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.position);
      if (code < 128 && isBlankCode[code] === 1) {
        this.position++;
        if (code === newline) this.#passLineEnd();
      } else if (code === 59) {
        this.#skipLine();
      } else if (code === 35 && text[this.position + 1] === '_') {
        this.position += 2;
        this.value(1);
      } else if (code === 35 && text[this.position + 1] === '!') {
        this.#skipLine();
      } else {
        return;
      }
    }
  }

  /** The characters up to the next blank, bracket or quote; a copy, so that the text can be let go of. */
  word(): string {
    const { text } = this;
    const start = this.position;
    let end = start;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code < 128 && isWordEnd[code] === 1) break;
    }
    if (end === start) {
      throw new EdnError(`unexpected ${JSON.stringify(text[start] ?? 'end')}`, start === text.length);
    }
    this.position = end;
    return copyOf(text.slice(start, end));
  }

  /** Passes the closing bracket, if it is next. */
  closes(close: string): boolean {
    this.skipBlank();
    if (this.text[this.position] !== close) return false;
    this.position++;
    return true;
  }

  #skipLine(): void {
    const end = this.text.indexOf('\n', this.position);
    this.position = end < 0 ? this.text.length : end;
  }

  #passLineEnd(): void {
    this.lineEnds++;
    if (!this.#isWithinOp || this.nextOp !== undefined) return;
    const { text, position } = this;
    if (text.startsWith('{:', position) || text.startsWith('#jepsen', position)) this.nextOp = position;
  }

  #dispatch(depth: number): Json {
    const next = this.text[this.position + 1];
    if (next === undefined) throw new EdnError('a tag is cut off', true);
    if (next === '#') return this.#symbolic();
    this.position++;
    switch (next) {
      case '{':
        return this.#set(depth);
      case '"':
        return spelled(onOneLine(`#${this.#rawString()}`));
      case '(':
        return tagged('fn', this.#items(')', depth));
      case '^':
        return this.#behind(depth);
      case ':':
        return this.#namespacedMap(depth);
      case "'":
        this.position++;
        return spelled(`#'${this.#name()}`);
    }
    if ('=?<'.includes(next)) throw new EdnError(`#${next} has a meaning for a program of Clojure only`);
    const name = this.#name();
    return tagged(name, canonical(name, this.value(depth + 1)));
  }

  #symbolic(): Json {
    const word = this.word();
    if (/^##(Inf|-Inf|NaN)$/.test(word)) return spelled(word);
    throw new EdnError(`${word} is no value`, this.position === this.text.length);
  }

  /** Of a tag or a variable. */
  #name(): string {
    this.skipBlank();
    const word = this.word();
    if (isSymbol(word)) return word;
    throw new EdnError(`${JSON.stringify(word)} is no name`, this.position === this.text.length);
  }

  /** `^metadata value`: what is equal with another is equal without. */
  #behind(depth: number): Json {
    this.position++;
    this.value(depth + 1);
    return this.value(depth + 1);
  }

  #macro(char: string, depth: number): Json {
    const macro = this.text.startsWith('~@', this.position) ? '~@' : char;
    this.position += macro.length;
    return [spelled(readerMacros[macro] ?? macro), this.value(depth + 1)];
  }

  #items(close: string, depth: number): Json[] {
    this.position++;
    const items: Json[] = [];
    while (!this.closes(close)) items.push(this.value(depth + 1));
    return items;
  }

  #set(depth: number): Json {
    const items = this.#items('}', depth);
    if (new Set(items.map(jsonKey)).size < items.length) throw new EdnError('a set has an element twice');
    return setOf(items);
  }

  /** `#:acct{:id 1, :_/open true}` is `{:acct/id 1, :open true}`. */
  #namespacedMap(depth: number): Json {
    const word = this.word();
    if (word.startsWith('::')) throw new EdnError(`#${word} stands for a namespace that only its program knows`);
    if (!isKeyword(word)) throw new EdnError(`#${word} is no namespace of a map`, this.position === this.text.length);
    this.skipBlank();
    const next = this.text[this.position];
    if (next !== '{') throw new EdnError(`behind #${word} stands a map`, next === undefined);
    return this.#map(depth, word.slice(1));
  }

  #map(depth: number, namespace?: string): Json {
    this.position++;
    const entries: [string, Json][] = [];
    while (!this.closes('}')) {
      const key = qualified(this.value(depth + 1), namespace);
      if (this.closes('}')) throw new EdnError('a map has a key without a value');
      entries.push([keyName(key), this.value(depth + 1)]);
    }
    const map = Object.fromEntries(entries);
    if (entries.length > 1 && Object.keys(map).length < entries.length) throw new EdnError('a map has a key twice');
    return map;
  }

  #string(): Json {
    const string = unquote(this.#rawString());
    return string.charCodeAt(0) === colon && isKeyword(string) ? spelled(JSON.stringify(string)) : string;
  }

  /** With its quotes and as it is written. */
  #rawString(): string {
    const { text } = this;
    const start = this.position;
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === newline) this.lineEnds++;
      if (code === backslash) at++;
      else if (code === quote) {
        this.position = at + 1;
        return copyOf(text.slice(start, at + 1));
      }
    }
    throw new EdnError('a string is cut off', true);
  }

  #atom(): Json {
    const small = this.#smallNumber();
    if (small !== undefined) return small;
    if (this.text[this.position] === '\\') return spelled(this.#character());
    const word = this.word();
    if (word === 'nil') return null;
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (isKeyword(word)) return word;
    const number = readNumber(word);
    if (number !== undefined) return number;
    if (this.#hasSymbols && isSymbol(word) && !/^[+-]\d/.test(word)) return spelled(word);
    // Where the text ends in the word, the word may be longer than it looks.
    throw new EdnError(`${JSON.stringify(word)} is no value`, this.position === this.text.length);
  }

  /** The usual case, `7`, without a string for it. */
  #smallNumber(): number | undefined {
    const { text, position } = this;
    let at = position;
    let number = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 48 || code > 57) {
        if (at === position || at - position > exactDigits) return undefined;
        // 014 is octal.
        if (at - position > 1 && text.charCodeAt(position) === 48) return undefined;
        if (!(code < 128 && isWordEnd[code] === 1)) return undefined;
        this.position = at;
        return number;
      }
      number = number * 10 + (code - 48);
    }
    return undefined;
  }

  /** `\a`, `\newline`, and `\(`, which would end any other word; `\u0041` is `\A`. */
  #character(): string {
    const start = this.position;
    this.position += 2;
    const next = this.text.charCodeAt(this.position);
    if (!(next < 128 && isWordEnd[next] === 1) && this.position < this.text.length) this.word();
    const name = copyOf(this.text.slice(start + 1, this.position));
    if ([...name].length === 1 || characterNames.includes(name)) return `\\${name}`;
    const hexadecimal = /^u([0-9a-fA-F]{4})$/.exec(name)?.[1];
    if (hexadecimal !== undefined) return characterOf(Number.parseInt(hexadecimal, 16));
    const octal = /^o([0-3]?[0-7]{1,2})$/.exec(name)?.[1];
    if (octal !== undefined) return characterOf(Number.parseInt(octal, 8));
    throw new EdnError(`\\${name} is no character`, this.position === this.text.length);
  }
}

const namesByCode = new Map([10, 32, 9, 13, 8, 12].map((code, place) => [code, characterNames[place]]));

function characterOf(code: number): string {
  return `\\${namesByCode.get(code) ?? String.fromCharCode(code)}`;
}

function qualified(key: Json, namespace: string | undefined): Json {
  if (namespace === undefined || typeof key !== 'string' || !isKeyword(key)) return key;
  if (key.startsWith(':_/')) return `:${key.slice(3)}`;
  return key.includes('/') ? key : `:${namespace}/${key.slice(1)}`;
}

/** A piece of a long text keeps the whole text alive; a copy does not. */
function copyOf(piece: string): string {
  return piece.length < 13 ? piece : ` ${piece}`.slice(1);
}

function unquote(quoted: string): string {
  if (!quoted.includes('\\') && !/\p{Cc}/u.test(quoted)) return JSON.parse(quoted);
  const json = quoted
    .replace(/\\([0-3]?[0-7]{1,2})/g, (_, octal: string) => escaped(Number.parseInt(octal, 8)))
    .replace(/\\(.)/gs, (pair, char: string) => ('"\\/bfnrtu'.includes(char) ? pair : `\\\\${char}`))
    .replace(/\p{Cc}/gu, (char) => escaped(char.charCodeAt(0)));
  try {
    return JSON.parse(json);
  } catch {
    throw new EdnError(`${quoted.slice(0, 40)} is no string`);
  }
}

function escaped(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

function codes(chars: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return table;
}
