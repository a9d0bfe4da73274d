/** One line on a terminal that says how far a check is, written again in place and taken away at the end. */
import { printableText } from '@/lib/base/plain-text';
import type { CheckProgress } from '@/lib/checker/core/budget';
import type { ReadingProgress } from '../../judge/messages';

export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Of terminals that do not say how wide they are, or say 0. */
const usualColumns = 80;

/** Shares of less than this were measured over too little time to say anything about speed. */
const minSeconds = 0.2;

/** A class because it remembers when it began and whether something is on the screen. */
export class ProgressLine {
  readonly #sink: TextSink;
  readonly #isShown: boolean;
  readonly #now: () => number;
  readonly #startMs: number;
  #checkMs: number | undefined;
  #isWritten = false;

  constructor(sink: TextSink, isWanted: boolean, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#isShown = isWanted && sink.isTTY === true;
    this.#now = now;
    this.#startMs = now();
  }

  reading(file: string, { bytes, totalBytes, ops }: ReadingProgress): void {
    const done = totalBytes === undefined ? `${Math.round(bytes / 2 ** 20)} MB` : percent(bytes / totalBytes);
    this.#show(`${file}  reading ${done}  ${count(ops)} ops  ${this.#elapsed()}`);
  }

  checking(file: string, { done, total, configurations }: CheckProgress): void {
    this.#checkMs ??= this.#now();
    const seconds = (this.#now() - this.#checkMs) / 1000;
    // An operation is two events.
    const speed = seconds < minSeconds ? '' : `  ${count(Math.round(done / 2 / seconds))} operations/s`;
    const share = total === 0 ? '' : ` ${percent(done / total)}`;
    this.#show(`${file}  checking${share}${speed}  ${count(configurations)} configurations  ${this.#elapsed()}`);
  }

  keys(file: string, decided: number, total: number, isRefuted: boolean): void {
    const verdict = isRefuted ? 'invalid  ' : '';
    this.#show(`${file}  ${verdict}checking  ${decided} of ${total} keys decided  ${this.#elapsed()}`);
  }

  /** The verdict is known. */
  explaining(file: string): void {
    this.#show(`${file}  invalid, explaining why  ${this.#elapsed()}`);
  }

  /** A line that stays, also where no progress is shown. */
  warn(text: string): void {
    this.clear();
    this.#sink.write(`${printableText(text)}\n`);
  }

  clear(): void {
    if (this.#isWritten) this.#sink.write('\r\u001b[K');
    this.#isWritten = false;
  }

  #show(text: string): void {
    if (!this.#isShown) return;
    this.#sink.write(`\r${oneLine(text).slice(0, (this.#sink.columns || usualColumns) - 1)}\u001b[K`);
    this.#isWritten = true;
  }

  #elapsed(): string {
    const seconds = Math.floor((this.#now() - this.#startMs) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
}

/** A file's name may have a line end in it. */
function oneLine(text: string): string {
  return printableText(text).replaceAll(/[\n\t]/g, ' ');
}

function percent(share: number): string {
  return `${Math.min(100, Math.floor(share * 100))} %`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
