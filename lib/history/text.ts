/**
 * Histories as lines of text: our own log, `history.txt`, and the logs of Jepsen from 2014 until now.
 *
 *     INFO  jepsen.util - 2⇥:invoke⇥:cas⇥[1 4]                                              2014
 *     INFO [2019-04-17 17:38:16,855] jepsen worker 0 - jepsen.util 0⇥:info⇥:cas⇥[4 4]⇥:timeout   now
 *     0⇥:invoke⇥:read⇥nil                                                                  history.txt
 *
 * Some files pad with blanks, so fields are told apart by white space. In 2014 the error of a completion stood in the
 * place of its value; the argument then comes from the invocation.
 */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { err, type Result } from '../base/result';
import type { DecodedHistory, HistoryDecoder, LineProblem, TakenOps } from './decoded';
import { writtenValue } from './independent';
import { LineSplitter } from './line-splitter';
import { formatNemesisValue } from './nemesis-value';
import type { Op, Process } from './op';
import { isBeginningOfOp, isCutLevel, misspelling, type OpLine, readOpLine, splitOpLine } from './op-line';
import { OpList } from './op-list';
import { isReadOnly, wellKnownOperations } from './operation-table';
import type { ReadOptions } from './read-options';
import { SharedValues } from './shared-values';

/**
 * `0⇥:invoke⇥:read⇥nil`, and the error as a fifth field where there is one. An update that the system refused is told
 * by its type alone, as in the post; what the system said is kept in the JSON lines.
 */
export function formatOp(op: Op): string {
  const process = op.process === 'nemesis' ? ':nemesis' : String(op.process);
  const value = op.process === 'nemesis' ? formatNemesisValue(op.value) : formatJson(writtenValue(op));
  const fields = [process, `:${op.type}`, `:${op.f}`, value];
  if (op.error !== undefined && !isRefusal(op)) fields.push(formatError(op.error));
  return fields.join('\t');
}

function isRefusal(op: Op): boolean {
  return op.type === 'fail' && typeof op.error === 'object' && !isReadOnly(wellKnownOperations, op);
}

export function parseOpLines(text: string): Result<DecodedHistory, LineProblem> {
  const decoder = new OpLinesDecoder();
  decoder.push(text);
  return decoder.end();
}

/** Lines that are no ops are skipped: logs hold much else. Times are not in the text: an op's place stands in. */
export class OpLinesDecoder implements HistoryDecoder {
  readonly #splitter = new LineSplitter();
  readonly #list: OpList;
  readonly #values = new SharedValues();
  readonly #invocations = new Map<Process, Op>();
  /** A bare first op, until the next one tells whether its head is gone: `4 :ok …` may have been `14 :ok …`. */
  #first: { readonly fields: OpLine; readonly line: number } | undefined;
  #isFirst = true;
  #problem: LineProblem | undefined;

  constructor(options: ReadOptions = {}) {
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
    this.#problem ??= this.#splitter.push(piece, this.#readLine);
    return this.#problem;
  }

  end(): Result<DecodedHistory, LineProblem> {
    if (this.#problem) return err(this.#problem);
    const last = this.#splitter.last();
    const { line } = this.#splitter;
    const fields = last === undefined ? undefined : splitOpLine(last);
    const isOp = fields && !isCutLevel(fields.prefix);
    const problem = (isOp ? this.#readFields(fields, line) : undefined) ?? this.#readFirst();
    if (last === undefined) return problem ? err(problem) : this.#list.decoded({ notes: [] });
    if (problem && problem.line !== line) return err(problem);
    if (problem || (!isOp && isBeginningOfOp(last))) return this.#list.decoded({ cut: cutLine(line, last), notes: [] });
    return this.#list.decoded({ notes: isOp ? [openLine(line)] : [] });
  }

  readonly #readLine = (line: string): LineProblem | undefined => {
    const fields = splitOpLine(line);
    if (!fields) return this.#misspelled(line);
    if (isCutLevel(fields.prefix)) return undefined;
    return this.#readFields(fields, this.#splitter.line);
  };

  /** Log lines of any kind are passed; one that was meant as an op is not. */
  #misspelled(line: string): LineProblem | undefined {
    const message = misspelling(line);
    return message === undefined ? undefined : { line: this.#splitter.line, message, isDamage: true };
  }

  #readFields(fields: OpLine, line: number): LineProblem | undefined {
    if (this.#isFirst) {
      this.#isFirst = false;
      if (fields.prefix === '') this.#first = { fields, line };
      if (this.#first) return undefined;
    }
    if (this.#first && fields.prefix !== '') this.#first = undefined;
    const problem = this.#readFirst();
    return problem ?? this.#add(fields, line);
  }

  #readFirst(): LineProblem | undefined {
    const first = this.#first;
    this.#first = undefined;
    return first && this.#add(first.fields, first.line);
  }

  #add(fields: OpLine, line: number): LineProblem | undefined {
    const read = readOpLine(fields, this.#invocations.get(fields.process));
    if (!read.ok) return { line, message: read.error, isDamage: true };
    const { process, type, f, value, error } = read.value;
    const op = {
      index: undefined,
      time: undefined,
      process,
      type,
      f: this.#values.text(f),
      value: this.#values.of(value),
    };
    const message = this.#list.add(line, op, error === undefined ? undefined : { error });
    const added = type === 'invoke' ? this.#list.last : undefined;
    if (added) this.#invocations.set(added.process, added);
    return message === undefined ? undefined : { line, message };
  }
}

function cutLine(line: number, last: string): LineProblem {
  return { line, message: `the text ends in the middle of line ${line}: ${last.trim()}` };
}

/** `0 :ok :read 1` may have been `0 :ok :read 12`. */
function openLine(line: number): LineProblem {
  return { line, message: `line ${line}, the last, has no line end; if the text was cut there, so may be its value` };
}

function formatError(error: Json): string {
  return typeof error === 'string' && /^[a-z][\w-]*$/.test(error) ? `:${error}` : formatJson(error);
}
