/**
 * Transactions while the test runs: what has happened is judged as a history of its own, again and again. What is a
 * violation there is one whatever follows, because nothing is concluded from transactions that are still open, and what
 * follows only adds to what must come before what.
 *
 * Each judgement is of all there is, so they come the less often the longer they take: two thirds of the time are left to others.
 */
import type { OpSequence } from '../../history/op';
import { Budget, type CheckHost, type CheckLimits, CheckStopped } from '../core/budget';
import type { CheckerContext } from '../core/checker';
import type { CheckResult } from '../core/finding';
import type { LiveAnswer, LiveChecker } from '../core/live';

/** Of the time that a judgement took, how much passes before the next. */
const restFactor = 2;

export type Judge = (history: OpSequence, context: CheckerContext, budget: Budget) => CheckResult;

export class LiveTransactions implements LiveChecker {
  readonly #history: OpSequence;
  readonly #context: CheckerContext;
  readonly #limits: CheckLimits;
  readonly #host: CheckHost;
  readonly #judge: Judge;
  #judged = 0;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(history: OpSequence, context: CheckerContext, limits: CheckLimits, host: CheckHost, judge: Judge) {
    this.#history = history;
    this.#context = context;
    this.#limits = limits;
    this.#host = host;
    this.#judge = judge;
  }

  judge(upTo = this.#history.length): LiveAnswer {
    const startMs = this.#host.now();
    const isDue = upTo === this.#history.length && upTo > this.#judged && startMs >= this.#restsUntilMs;
    if (!isDue) return { kind: 'fine', judged: this.#judged };
    const answer = this.#answer();
    this.#judged = upTo;
    const endMs = this.#host.now();
    this.#restsUntilMs = endMs + restFactor * (endMs - startMs);
    return answer;
  }

  /** @throws an Error that names the op, where the history is none that it knows */
  #answer(): LiveAnswer {
    try {
      const budget = new Budget(this.#limits, this.#host);
      const { valid, anomalies } = this.#judge(this.#history, this.#context, budget);
      const [anomaly] = anomalies;
      return valid === false && anomaly ? { kind: 'violated', anomaly } : { kind: 'fine' };
    } catch (error) {
      if (error instanceof CheckStopped) return { kind: 'undecided', cause: error.stopCause };
      throw error;
    }
  }
}
