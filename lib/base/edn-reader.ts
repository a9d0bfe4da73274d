/**
 * Reads EDN one value at a time, from any place of a text that may go on later: histories have millions of values, so it
 * looks at characters and not at patterns, and an end that comes too soon is told apart from a text that is wrong.
 *
 * What EDN knows and JSON does not is folded, so that equal values stay equal and others stay apart:
 *
 *     :open → ":open"        #{2 1} → [1,2], in one order        (1 2) → [1,2]        {:a 1} → {"a":1}
 *     #tag value → value     12N → 12        9007199254740993 → "9007199254740993N", where a number would be rounded
 */
import type { Json } from './json';
import { compareJson } from './json-order';

/** Nesting deeper than this is no value of an operation but an attack on the stack. */
const maxDepth = 64;

/** Digits that every number holds exactly. */
const exactDigits = 15;

const keyword = /^:[A-Za-z*+!_?<>=.$&%|/-][\w*+!?<>=.$&%|/#':-]*$/;
const symbol = /^[A-Za-z*+!_?<>=.$&%|/-][\w*+!?<>=.$&%|/#':-]*$/;
const wholeNumber = /^([+-]?)0*(\d+)N?$/;
const decimal = /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?M?$/;
/** Ratios, hexadecimal numbers, characters, `##Inf`: values that have no other spelling, and so are kept as spelled. */
const spelled = /^([+-]?\d+\/\d+|[+-]?0[xX][0-9a-fA-F]+N?|\\\S+|##(Inf|-Inf|NaN))$/;

const isBlankCode = codes(' \t\n\r\f,');
const isWordEnd = codes(' \t\n\r\f,()[]{}";');

const newline = 10;
const quote = 34;
const backslash = 92;
const colon = 58;

export function isKeyword(text: string): boolean {
  if (text.charCodeAt(0) !== colon) return false;
  return isPlainName(text) || keyword.test(text);
}

/** `:read`, `:timed-out`: small letters and dashes, which need no pattern. */
function isPlainName(text: string): boolean {
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 45 && (code < 97 || code > 122)) return false;
  }
  return text.length > 1;
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
  /** While an op is read: the next line must not begin with another one, or the op is never closed. */
  isWithinOp = false;
  private readonly hasSymbols: boolean;

  /** With symbols a bare word is a value, as in the stack traces that histories hold; without, it is an error. */
  constructor(text: string, position = 0, hasSymbols = false) {
    this.text = text;
    this.position = position;
    this.hasSymbols = hasSymbols;
  }

  value(depth = 0): Json {
    if (depth > maxDepth) throw new EdnError(`nested deeper than ${maxDepth}`);
    this.skipBlank();
    const char = this.text[this.position];
    if (char === undefined) throw new EdnError('the value is missing or cut off', true);
    if (char === '"') return this.string();
    if (char === '[') return this.items(']', depth);
    if (char === '(') return this.items(')', depth);
    if (char === '{') return this.map(depth);
    if (char === '#') return this.dispatch(depth);
    if (char === '^') return this.behind(depth);
    return this.atom();
  }

  /** Blanks, commas, comments and discarded values (`#_ …`). */
  skipBlank(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.position);
      if (code < 128 && isBlankCode[code] === 1) {
        this.position++;
        if (code === newline) this.passLineEnd();
      } else if (code === 59) {
        const end = text.indexOf('\n', this.position);
        this.position = end < 0 ? text.length : end;
      } else if (code === 35 && text[this.position + 1] === '_') {
        this.position += 2;
        this.value(1);
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

  private passLineEnd(): void {
    this.lineEnds++;
    if (!this.isWithinOp) return;
    if (this.text.startsWith('{:', this.position) || this.text.startsWith('#jepsen', this.position)) {
      throw new EdnError('the op is not closed; the next one begins on the line below');
    }
  }

  private dispatch(depth: number): Json {
    const next = this.text[this.position + 1];
    if (next === undefined) throw new EdnError('a tag is cut off', true);
    if (next === '#') return this.atom();
    this.position++;
    if (next === '{') return this.items('}', depth).sort(compareJson);
    if (next === '"') return this.string();
    if (next === "'" && this.hasSymbols) return this.atom();
    this.word();
    return this.value(depth + 1);
  }

  /** `^metadata value`. */
  private behind(depth: number): Json {
    this.position++;
    this.value(depth + 1);
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
      if (this.closes('}')) throw new EdnError('a map has a key without a value');
      const name = typeof key === 'string' ? key.replace(/^:/, '') : JSON.stringify(key);
      entries.push([name, this.value(depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  private string(): string {
    const { text } = this;
    const start = this.position;
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === newline) this.lineEnds++;
      if (code === backslash) at++;
      else if (code === quote) {
        this.position = at + 1;
        return unquote(text.slice(start, at + 1));
      }
    }
    throw new EdnError('a string is cut off', true);
  }

  private atom(): Json {
    const small = this.smallNumber();
    if (small !== undefined) return small;
    const word = this.text[this.position] === '\\' ? this.character() : this.word();
    if (word === 'nil') return null;
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (isKeyword(word)) return word;
    const whole = wholeNumber.exec(word);
    if (whole) return exactNumber(whole[1] === '-' ? '-' : '', whole[2] ?? '0');
    if (decimal.test(word)) return exactDecimal(word);
    if (spelled.test(word) || (this.hasSymbols && symbol.test(word))) return word;
    // Where the text ends in the word, the word may be longer than it looks.
    throw new EdnError(`${JSON.stringify(word)} is no value`, this.position === this.text.length);
  }

  /** The usual case, `7`, without a string for it. */
  private smallNumber(): number | undefined {
    const { text, position } = this;
    let at = position;
    let number = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 48 || code > 57) {
        if (at === position || at - position > exactDigits) return undefined;
        if (!(code < 128 && isWordEnd[code] === 1)) return undefined;
        this.position = at;
        return number;
      }
      number = number * 10 + (code - 48);
    }
    return undefined;
  }

  /** `\a`, `\newline`, and `\(`, which would end any other word. */
  private character(): string {
    const start = this.position;
    this.position += 2;
    const next = this.text.charCodeAt(this.position);
    if (!(next < 128 && isWordEnd[next] === 1) && this.position < this.text.length) this.word();
    return copyOf(this.text.slice(start, this.position));
  }
}

/** A piece of a long text keeps the whole text alive; a copy does not. */
function copyOf(piece: string): string {
  return piece.length < 13 ? piece : ` ${piece}`.slice(1);
}

function unquote(quoted: string): string {
  if (!quoted.includes('\\') && !/\p{Cc}/u.test(quoted)) return JSON.parse(quoted);
  const json = quoted
    .replace(/\\(.)/gs, (pair, char: string) => ('"\\/bfnrtu'.includes(char) ? pair : `\\\\${char}`))
    .replace(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  try {
    return JSON.parse(json);
  } catch {
    throw new EdnError(`${quoted.slice(0, 40)} is no string`);
  }
}

function exactNumber(sign: string, digits: string): Json {
  const number = Number(sign + digits);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  return `${sign}${digits}N`;
}

function exactDecimal(word: string): Json {
  const text = word.replace(/M$/, '');
  const digits = text
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '').length;
  const isExact = digits <= exactDigits || !word.endsWith('M');
  const number = Number(text);
  return isExact && Number.isFinite(number) ? number : word;
}

function codes(chars: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return table;
}
