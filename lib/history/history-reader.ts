/** Reads a history in whatever format it is, piece by piece. */
import { assertNever } from '../base/assert';
import { err, ok, type Result } from '../base/result';
import type { DecodedHistory, HistoryDecoder, LineProblem, TakenOps } from './decoded';
import { detectFormat } from './detect-format';
import { EdnDecoder } from './edn';
import type { HistoryFormat } from './history-format';
import { JsonDecoder } from './jsonl';
import type { Op } from './op';
import type { ReadOptions } from './read-options';
import { OpLinesDecoder } from './text';

/** In characters: enough for the first op, behind what programs say when they start. */
const beginningLength = 65_536;

/** A class because it holds the beginning until the format is known, and then the decoder. */
export class HistoryReader implements HistoryDecoder {
  readonly #options: ReadOptions;
  #decoder: HistoryDecoder | undefined;
  #format: HistoryFormat | undefined;
  #beginning = '';
  #isBlank = true;
  #hasLosses = false;
  #problem: LineProblem | undefined;

  constructor(format: HistoryFormat | 'auto' = 'auto', options: ReadOptions = {}) {
    this.#options = options;
    if (format !== 'auto') this.#begin(format);
  }

  get count(): number {
    return this.#decoder?.count ?? 0;
  }

  get hasTimes(): boolean {
    return this.#decoder?.hasTimes ?? false;
  }

  /** What the text is in; undefined until enough of it was read to tell. */
  get format(): HistoryFormat | undefined {
    return this.#format;
  }

  /** What is wrong with those that are taken is told by the next `push`, or by `end`. */
  take(): TakenOps {
    const taken = this.#decoder?.take() ?? { ops: [], lines: new Uint32Array() };
    if (this.#hasLosses) this.#problem ??= lossIn(taken);
    return taken;
  }

  push(piece: string): LineProblem | undefined {
    if (this.#problem) return this.#problem;
    if (this.#isBlank && piece.trim() !== '') this.#isBlank = false;
    this.#hasLosses ||= piece.includes(replacement);
    if (this.#decoder) this.#problem = this.#decoder.push(piece);
    else {
      this.#beginning += piece;
      if (this.#beginning.length >= beginningLength) this.#choose();
    }
    return this.#problem;
  }

  /** A text without an op is refused, unless it is one of a history of none: blank, `[]`, a header alone. */
  end(): Result<DecodedHistory, LineProblem> {
    if (!this.#decoder && !this.#problem) this.#choose();
    if (this.#problem) return err(this.#problem);
    if (!this.#decoder || this.#isBlank) return ok({ ops: [], lines: new Uint32Array(), notes: [] });
    const decoded = this.#decoder.end();
    if (!decoded.ok) return decoded;
    const lossy = this.#hasLosses ? lossIn(decoded.value) : undefined;
    if (lossy) return err(lossy);
    if (this.count > 0) return decoded;
    if (decoded.value.cut) return err(decoded.value.cut);
    return this.#decoder instanceof OpLinesDecoder ? err({ line: 1, message: noOp }) : decoded;
  }

  #begin(format: HistoryFormat): HistoryDecoder {
    this.#format = format;
    this.#decoder = decoderOf(format, this.#options);
    return this.#decoder;
  }

  #choose(): void {
    const beginning = this.#beginning.replace(/^\ufeff/, '');
    this.#beginning = '';
    const detected = detectFormat(beginning);
    if ('problem' in detected) {
      this.#problem = { line: 1, message: detected.problem };
      return;
    }
    this.#problem = this.#begin(detected.format).push(beginning);
  }
}

/** What stands where bytes were no UTF-8. Values that differed may look the same behind it. */
const replacement = '\ufffd';

function lossIn({ ops, lines }: Pick<DecodedHistory, 'ops' | 'lines'>): LineProblem | undefined {
  const isLossy = ({ process, f, key = null, value }: Op) =>
    process !== 'nemesis' && JSON.stringify([f, key, value]).includes(replacement);
  const place = ops.findIndex(isLossy);
  if (place < 0) return undefined;
  const message = 'a character was lost, so values that differ may look the same: hand in the history as UTF-8 text';
  return { line: lines[place] ?? 1, message };
}

const noOp =
  'no line of it is an op. Clew reads JSON lines {"process":0,"type":"invoke","f":"read","value":null}, EDN ' +
  '{:process 0, :type :invoke, :f :read, :value nil} and the lines of a log: 0 :invoke :read nil';

function decoderOf(format: HistoryFormat, options: ReadOptions): HistoryDecoder {
  switch (format) {
    case 'jsonl':
    case 'json':
      return new JsonDecoder(format, options);
    case 'edn':
      return new EdnDecoder(options);
    case 'text':
      return new OpLinesDecoder(options);
    default:
      return assertNever(format);
  }
}
