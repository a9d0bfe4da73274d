/** Cuts a text that comes in pieces into its lines, and counts them. */
import type { LineProblem } from './decoded';

/** In characters. A longer line is no op, and keeping it would take the memory that the history needs. */
const longestLine = 16 * 2 ** 20;

/** A class because the beginning of the next line waits for its end. */
export class LineSplitter {
  /** The line that was handed out last, from 1. */
  line = 0;
  #rest = '';

  /** Calls for each whole line, without its end, until a problem is given back. */
  push(piece: string, read: (line: string) => LineProblem | undefined): LineProblem | undefined {
    const text = this.#rest === '' ? piece : this.#rest + piece;
    // Looked at again from its start with every piece, a long line would take forever.
    if (!piece.includes('\n')) return this.#keep(text);
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const problem = this.#handOut(text.slice(start, end), read);
      if (problem !== undefined) return problem;
      start = end + 1;
    }
    return this.#keep(text.slice(start));
  }

  #keep(rest: string): LineProblem | undefined {
    this.#rest = rest;
    if (this.#rest.length <= longestLine) return undefined;
    const message = `the line is longer than ${longestLine} characters; an op is not`;
    return { line: this.line + 1, message, isDamage: true };
  }

  /** The last line, where the text does not end in a line end. Undefined when there is none. */
  last(): string | undefined {
    if (this.#rest === '') return undefined;
    const last = this.#rest;
    this.#rest = '';
    this.line++;
    return last;
  }

  #handOut(line: string, read: (line: string) => LineProblem | undefined): LineProblem | undefined {
    this.line++;
    return read(line.charCodeAt(line.length - 1) === 13 ? line.slice(0, -1) : line);
  }
}
