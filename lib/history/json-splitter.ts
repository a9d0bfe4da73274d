/**
 * Cuts a text that comes in pieces into its JSON values, whether they stand one behind the other, over as many lines as
 * they like, or in one array. It only looks at brackets and quotes: whether a value is right is seen by who parses it.
 */
import type { LineProblem } from './decoded';

/** In characters. A longer value is no op, and keeping it would take the memory that the history needs. */
const longestValue = 16 * 2 ** 20;

const [newline, quote, backslash] = [10, 34, 92];
const [open, openBrace, close, closeBrace] = [91, 123, 93, 125];

/** A class because the beginning of the next value waits for its end. */
export class JsonSplitter {
  /** The line on which the value began that was handed out last, from 1. */
  line = 1;
  #rest = '';
  /** Where in `#rest` the looking goes on. */
  #at = 0;
  /** On which line that is. */
  #lineAt = 1;
  #start = -1;
  #depth = 0;
  #isInString = false;
  #array: 'none' | 'open' | 'closed' = 'none';

  /** Calls for each whole value until a problem is given back. */
  push(piece: string, read: (text: string) => LineProblem | undefined): LineProblem | undefined {
    this.#rest += piece;
    const text = this.#rest;
    while (this.#at < text.length) {
      const problem = this.#isInString ? this.#passString(text) : this.#pass(text, read);
      if (problem) return problem;
    }
    const kept = this.#start < 0 ? text.length : this.#start;
    this.#rest = text.slice(kept);
    this.#at -= kept;
    if (this.#start > 0) this.#start = 0;
    if (this.#rest.length <= longestValue) return undefined;
    const message = `the value is longer than ${longestValue} characters; an op is not`;
    return { line: this.line, message, isDamage: true };
  }

  /** What is left at the end: the beginning of a value, or of the array; undefined where all were whole. */
  last(): string | undefined {
    if (this.#rest.trim() !== '') return this.#rest;
    this.line = this.#lineAt;
    return this.#array === 'open' ? '[' : undefined;
  }

  #passString(text: string): undefined {
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === newline) this.#lineAt++;
      else if (code === backslash && this.#at + 1 === text.length) return;
      else if (code === backslash) this.#at++;
      else if (code === quote) {
        this.#isInString = false;
        this.#at++;
        return;
      }
    }
  }

  #pass(text: string, read: (value: string) => LineProblem | undefined): LineProblem | undefined {
    const at = this.#at++;
    const code = text.charCodeAt(at);
    if (code === newline) this.#lineAt++;
    else if (this.#depth > 0 && code === quote) this.#isInString = true;
    else if (code === open || code === openBrace) this.#begin(text, at);
    else if (code === close || code === closeBrace) return this.#end(text, at, read);
    else if (this.#depth === 0 && !' \t\r\n,\ufeff'.includes(text[at] ?? '')) return this.#refuse(text, at);
    return undefined;
  }

  #begin(text: string, at: number): void {
    if (this.#depth === 0 && this.#array === 'none' && text.charCodeAt(at) === open && this.#start < 0) {
      this.#array = 'open';
      return;
    }
    if (this.#depth++ > 0) return;
    this.#start = at;
    this.line = this.#lineAt;
  }

  #end(text: string, at: number, read: (value: string) => LineProblem | undefined): LineProblem | undefined {
    if (this.#depth === 0) {
      if (this.#array !== 'open' || text.charCodeAt(at) !== close) return this.#refuse(text, at);
      this.#array = 'closed';
      return undefined;
    }
    if (--this.#depth > 0) return undefined;
    const value = text.slice(this.#start, at + 1);
    this.#start = -1;
    if (this.#array === 'closed') return this.#refuse(text, at);
    return read(value);
  }

  #refuse(text: string, at: number): LineProblem {
    const found = JSON.stringify(text[at] ?? '');
    if (this.#array === 'closed')
      return { line: this.#lineAt, message: 'something stands behind the array of ops; one history a file' };
    return { line: this.#lineAt, message: `no JSON: ${found} is not expected`, isDamage: true };
  }
}
