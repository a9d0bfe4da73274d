/**
 * Jepsen's history.edn: an op a line, or one vector or list around all of them. An op is a map, as a record or not, or in
 * the first years of Knossos a vector.
 *
 *     {:type :invoke, :f :read, :value nil, :process 0, :time 3291485317, :index 0}
 *     #jepsen.history.Op{:index 0, :time 3291485317, :type :invoke, :process 0, :f :read, :value nil}
 *     [0 :invoke :read nil]
 *
 * Functions and types lose their colon; values are held as `edn-form.ts` says. Negative indexes mean that there is none.
 */
import { EdnError, EdnReader } from '../base/edn-reader';
import { err, type Result } from '../base/result';
import type { DecodedHistory, HistoryDecoder, LineProblem, TakenOps } from './decoded';
import { EdnOps } from './edn-op';
import { OpList } from './op-list';
import type { ReadOptions } from './read-options';
import { SharedValues } from './shared-values';

/** In characters. A longer op is one that is never closed. */
const longestOp = 16 * 2 ** 20;

/** In characters. The beginning of an op up to this length is read again with every piece, which takes no time. */
const longRest = 65_536;

export function decodeEdn(text: string): Result<DecodedHistory, LineProblem> {
  const decoder = new EdnDecoder();
  decoder.push(text);
  return decoder.end();
}

/** Reads whole lines where there are some, so that a word at the end of a piece is never taken for a shorter one. */
export class EdnDecoder implements HistoryDecoder {
  readonly #list: OpList;
  readonly #ops: EdnOps;
  #rest = '';
  /** How long a text must be before it is read again from the start of an op that was not whole. */
  #tryAt = 0;
  /** The line on which `#rest` begins. */
  #line = 1;
  /** What closes the brackets around the ops, and whether they were. */
  #close: ']' | ')' | undefined;
  #isClosed = false;
  #problem: LineProblem | undefined;

  constructor(options: ReadOptions = {}) {
    this.#list = new OpList(options);
    this.#ops = new EdnOps(this.#list, new SharedValues(), options.fields);
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
    if (this.#problem) return this.#problem;
    const text = this.#rest === '' ? piece : this.#rest + piece;
    if (text.length < this.#tryAt && text.length <= longestOp) {
      this.#rest = text;
      return undefined;
    }
    const lastLineEnd = text.lastIndexOf('\n');
    const isOneLine = lastLineEnd < 0;
    this.#rest =
      this.#read(isOneLine ? text : text.slice(0, lastLineEnd + 1)) + (isOneLine ? '' : text.slice(lastLineEnd + 1));
    this.#tryAt = this.#rest.length > longRest ? 2 * this.#rest.length : 0;
    if (this.#rest.length > longestOp) this.#refuse(this.#line, 'the op that begins here is not closed', true);
    return this.#problem;
  }

  end(): Result<DecodedHistory, LineProblem> {
    if (this.#problem) return err(this.#problem);
    const rest = this.#rest === '' ? '' : this.#read(`${this.#rest}\n`, true);
    if (this.#problem) return err(this.#problem);
    const isOpen = this.#close !== undefined && !this.#isClosed;
    if (rest.trim() === '' && !isOpen) return this.#list.decoded({ notes: [] });
    const line = this.#line;
    const message = `the text ends in the middle of line ${line}; the ${this.count} ops before it are kept`;
    return this.#list.decoded({ cut: { line, message }, notes: [] });
  }

  /** Reads the ops of the text and gives back what is left: the beginning of one that is not whole yet. */
  #read(text: string, isAll = false): string {
    const reader = new EdnReader(text, 0, true);
    const firstLine = this.#line;
    let start = 0;
    try {
      for (;;) {
        reader.endOp();
        reader.skipBlank();
        start = reader.position;
        this.#line = firstLine + reader.lineEnds;
        if (start >= text.length) return '';
        if (this.#passBracket(reader)) continue;
        if (this.#problem) return '';
        reader.beginOp();
        const problem = this.#ops.read(reader, this.#line);
        if (problem !== undefined) {
          this.#refuse(this.#line, problem);
          return '';
        }
      }
    } catch (error) {
      if (!(error instanceof EdnError)) throw error;
      if (reader.nextOp !== undefined && (isAll || !error.isCutOff)) this.#refuse(this.#line, notClosed, true);
      else if (!error.isCutOff) this.#refuse(this.#line, `the op is no EDN: ${error.message}`, true);
      return this.#problem ? '' : text.slice(start);
    }
  }

  /** The brackets around all ops; whatever stands outside of them is refused. */
  #passBracket(reader: EdnReader): boolean {
    const char = reader.text[reader.position];
    if (this.#isClosed) this.#refuse(this.#line, 'something stands behind the vector of ops; one history a file');
    else if (char !== undefined && char === this.#close) this.#isClosed = true;
    else if (this.#close === undefined && this.count === 0 && isAroundOps(reader)) {
      // '(…), as a program has it
      if (char === "'") reader.position++;
      this.#close = reader.text[reader.position] === '[' ? ']' : ')';
    } else return false;
    reader.position++;
    return this.#problem === undefined;
  }

  #refuse(line: number, message: string, isDamage = false): void {
    this.#problem ??= { line, message, ...(isDamage && { isDamage }) };
  }
}

const notClosed = 'the op is not closed; the next one begins on a line below it';

/** A bracket behind which ops stand, or nothing; an op that is a vector itself begins with its process. */
function isAroundOps({ text, position }: EdnReader): boolean {
  const start = text[position] === "'" ? position + 1 : position;
  if (text[start] !== '[' && text[start] !== '(') return false;
  const ahead = new EdnReader(text, start + 1, true);
  ahead.skipBlank();
  const next = text[ahead.position];
  if (next === undefined) throw new EdnError('the bracket is cut off', true);
  return '[({#^])'.includes(next);
}
