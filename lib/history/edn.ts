/**
 * Jepsen's history.edn: an op a line, or one vector around all of them.
 *
 *     {:type :invoke, :f :read, :value nil, :process 0, :time 3291485317, :index 0}
 *     #jepsen.history.Op{:index 0, :time 3291485317, :type :invoke, :process 0, :f :read, :value nil}
 *
 * Functions, types and the names of keys lose their colon; values keep theirs. Negative indexes mean that there is none.
 */
import { EdnError, EdnReader } from '../base/edn-reader';
import { err, ok, type Result } from '../base/result';
import type { DecodedHistory, HistoryDecoder, LineProblem } from './decoded';
import { readEdnOp } from './edn-op';
import { OpList } from './op-list';
import { SharedValues } from './shared-values';

/** In characters. A longer op is one that is never closed. */
const longestOp = 16 * 2 ** 20;

export function decodeEdn(text: string): Result<DecodedHistory, LineProblem> {
  const decoder = new EdnDecoder();
  decoder.push(text);
  return decoder.end();
}

/** Reads whole lines where there are some, so that a word at the end of a piece is never taken for a shorter one. */
export class EdnDecoder implements HistoryDecoder {
  private readonly list = new OpList();
  private readonly values = new SharedValues();
  private rest = '';
  /** The line on which `rest` begins. */
  private line = 1;
  /** Whether a vector is around the ops, and whether it has been closed. */
  private vector: 'none' | 'open' | 'closed' = 'none';
  private problem: LineProblem | undefined;

  get count(): number {
    return this.list.ops.length;
  }

  push(piece: string): LineProblem | undefined {
    if (this.problem) return this.problem;
    const text = this.rest === '' ? piece : this.rest + piece;
    const lastLineEnd = text.lastIndexOf('\n');
    const isOneLine = lastLineEnd < 0;
    this.rest =
      this.read(isOneLine ? text : text.slice(0, lastLineEnd + 1)) + (isOneLine ? '' : text.slice(lastLineEnd + 1));
    if (this.rest.length > longestOp) this.refuse(this.line, 'the op that begins here is not closed');
    return this.problem;
  }

  end(): Result<DecodedHistory, LineProblem> {
    if (this.problem) return err(this.problem);
    const rest = this.rest === '' ? '' : this.read(`${this.rest}\n`);
    if (this.problem) return err(this.problem);
    if (rest.trim() === '' && this.vector !== 'open') return ok(this.list.decoded());
    const { line } = this;
    const message = `the text ends in the middle of line ${line}; the ${this.count} ops before it are kept`;
    return ok(this.list.decoded({ cut: { line, message } }));
  }

  /** Reads the ops of the text and gives back what is left: the beginning of one that is not whole yet. */
  private read(text: string): string {
    const reader = new EdnReader(text, 0, true);
    const firstLine = this.line;
    let start = 0;
    try {
      for (;;) {
        reader.isWithinOp = false;
        reader.skipBlank();
        start = reader.position;
        this.line = firstLine + reader.lineEnds;
        if (start >= text.length) return '';
        if (this.passBracket(reader)) continue;
        if (this.problem) return '';
        reader.isWithinOp = true;
        const problem = readEdnOp(reader, this.values, this.line, this.list);
        if (problem !== undefined) {
          this.refuse(this.line, problem);
          return '';
        }
      }
    } catch (error) {
      if (!(error instanceof EdnError)) throw error;
      if (error.isCutOff) return text.slice(start);
      this.refuse(this.line, `the op is no EDN: ${error.message}`);
      return '';
    }
  }

  /** The brackets around all ops; whatever stands outside of them is refused. */
  private passBracket(reader: EdnReader): boolean {
    const char = reader.text[reader.position];
    if (this.vector === 'closed')
      this.refuse(this.line, 'something stands behind the vector of ops; one history a file');
    else if (char === '[' && this.vector === 'none' && this.count === 0) this.vector = 'open';
    else if (char === ']' && this.vector === 'open') this.vector = 'closed';
    else return false;
    reader.position++;
    return this.problem === undefined;
  }

  private refuse(line: number, message: string): void {
    this.problem ??= { line, message };
  }
}
