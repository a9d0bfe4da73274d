/**
 * Judges a history in the thread that reads it, while it grows. It is read whenever something comes and judged now and then,
 * a slice at a time:
 *
 *     read · judge ▬▬ rest ·· read · judge ▬▬ rest ··            it keeps up: it rests for as long as it judged
 *     read · judge ▬▬▬▬ read · judge ▬▬▬▬ read · judge ▬▬▬▬      it is behind: it catches up, and reads between two slices
 *
 * However far behind it is, nothing more is kept: the history is there for the judgement at the end in any case.
 */
import { performance } from 'node:perf_hooks';
import { type LiveChecker, liveStopWords } from '@/lib/checker/core/live';
import type { CheckerName } from '@/lib/checker/names';
import type { SeenViolation } from '@/lib/protocol/entry';

/** A violation may be told 100 ms after it was answered: ops wait for the journal, for this rest, and for a judgement. */
const minRestMs = 20;

/** Some milliseconds, in which the thread neither reads nor hears that it is to stop. */
const maxSliceOps = 10_000;

export interface LiveWatchListeners {
  /** Nothing was found in the ops before this place. */
  onJudged(ops: number): void;
  /** The last thing that is said. */
  onViolation(violation: SeenViolation): void;
  /** No checker is left; the last thing that is said. */
  onGiveUp(reason: string): void;
}

export class LiveWatch {
  #history: { readonly length: number };
  readonly #listeners: LiveWatchListeners;
  #checkers: ReadonlyMap<CheckerName, LiveChecker>;
  #timer: NodeJS.Timeout | undefined;
  #restUntilMs = 0;
  /** Ops before this place have been judged. */
  #judged = 0;

  /** @param history of the checkers, which grows */
  constructor(
    history: { readonly length: number },
    checkers: ReadonlyMap<CheckerName, LiveChecker>,
    listeners: LiveWatchListeners,
  ) {
    this.#history = history;
    this.#checkers = checkers;
    this.#listeners = listeners;
  }

  /** The history of the checkers has grown. */
  grew(): void {
    if (this.#checkers.size === 0) return;
    this.#timer ??= setTimeout(() => this.#judge(), Math.max(0, this.#restUntilMs - performance.now()));
  }

  /** Forgets everything; nothing is said any more. */
  end(): void {
    this.#checkers = new Map();
    this.#history = [];
    clearTimeout(this.#timer);
  }

  /** Ends it with a word. @returns whether there was anything to end */
  giveUp(reason: string): boolean {
    if (this.#checkers.size === 0) return false;
    this.end();
    this.#listeners.onGiveUp(reason);
    return true;
  }

  #judge(): void {
    this.#timer = undefined;
    const startMs = performance.now();
    const upTo = Math.min(this.#history.length, this.#judged + maxSliceOps);
    let judged = upTo;
    for (const [name, checker] of this.#checkers)
      this.#guarded(name, () => (judged = Math.min(judged, this.#ask(name, checker, upTo))));
    this.#judged = upTo;
    if (this.#checkers.size === 0) return;
    this.#listeners.onJudged(judged);
    const isBehind = upTo < this.#history.length;
    const endMs = performance.now();
    this.#restUntilMs = isBehind ? endMs : endMs + Math.max(minRestMs, endMs - startMs);
    if (isBehind) this.grew();
  }

  /** @returns how far it has judged */
  #ask(name: CheckerName, checker: LiveChecker, upTo: number): number {
    const answer = checker.judge(upTo);
    if (answer.kind === 'violated') {
      this.end();
      this.#listeners.onViolation({ checker: name, anomaly: answer.anomaly });
    }
    if (answer.kind === 'undecided') this.#drop(name, liveStopWords[answer.cause]);
    return answer.kind === 'fine' ? (answer.judged ?? upTo) : upTo;
  }

  #guarded(name: CheckerName, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#drop(name, `it failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** A checker that says nothing more leaves the others their say. */
  #drop(name: CheckerName, reason: string): void {
    if (this.#checkers.size === 1) this.giveUp(reason);
    else this.#checkers = new Map([...this.#checkers].filter(([other]) => other !== name));
  }
}
