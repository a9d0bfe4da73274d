/**
 * How set-up, tear-down and checking get into the journal: steps with a beginning and an end, and lines of the log.
 * A journal that cannot be written must not keep a cluster from being torn down, so that failure is remembered here
 * and thrown where the run can be ended.
 */
import { printedText } from '@/lib/base/plain-text';
import { mapText, openParts, type Text, wholeText } from '@/lib/base/wording';
import type { Entry, Phase } from '@/lib/protocol/entry';
import { failureText } from '../base/failure';
import type { Reporter } from '../systems/kit/client';

type Level = 'info' | 'warn' | 'error';

export class JournalReporter implements Reporter {
  readonly #write: (entry: Entry) => void;
  readonly #now: () => number;
  #steps = 0;
  #journalError: unknown;

  constructor(write: (entry: Entry) => void, now: () => number) {
    this.#write = write;
    this.#now = now;
  }

  async step<T>(
    name: Text,
    node: string | undefined,
    work: () => Promise<T>,
    detailOf?: (result: T) => Text,
  ): Promise<T> {
    const title = printed(name);
    const id = `s${++this.#steps}`;
    const record = (state: 'started' | 'done' | 'failed', detail?: Text) =>
      this.append({
        type: 'step',
        at: this.#now(),
        id,
        title: wholeText(title),
        ...(node === undefined ? {} : { node }),
        state,
        ...(detail === undefined ? {} : { detail: wholeText(detail) }),
        ...openParts({ title, detail }),
      });
    record('started');
    try {
      const result = await work();
      record('done', detailOf && printed(detailOf(result)));
      return result;
    } catch (error) {
      record('failed', failureText(error));
      throw error;
    }
  }

  log(source: string, said: Text, level: Level = 'info'): void {
    const message = printed(said);
    this.append({
      type: 'log',
      at: this.#now(),
      level,
      source,
      message: wholeText(message),
      ...openParts({ message }),
    });
  }

  phase(phase: Phase): void {
    this.append({ type: 'phase', at: this.#now(), phase });
  }

  append(entry: Entry): void {
    try {
      this.#write(entry);
    } catch (error) {
      this.#journalError ??= error;
    }
  }

  /** @throws what the journal threw, if it ever did */
  assertWritten(): void {
    if (this.#journalError !== undefined) throw this.#journalError;
  }
}

/** Much of it is what nodes said. */
function printed(text: Text): Text {
  return mapText(text, (form) => printedText(form));
}
