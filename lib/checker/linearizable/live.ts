/**
 * The checker's twin for a run that is still going on. It says `violated` as soon as the completions seen so far cannot be
 * explained whatever the open operations turn out to be; what it says then stays true, so its verdict is the one that
 * `check` gives at the end. As there, what one search found is proved a second time before it is said.
 *
 * It begins with the search of configurations, which keeps little and is fast while few orders are possible. Where they
 * become many, as with dozens of clients of a paused leader, a register is followed from its beginning by the sources of
 * its reads. Where those do not decide, and for all other models, configurations decide whatever it costs.
 *
 *     configurations ── too many orders ──▶ sources of reads ── lost ──▶ configurations, at any cost
 *     └────────────── of a register ────────────────────┘
 */
import { fieldsOf, type OpFields } from '../../history/fields';
import type { OpSequence } from '../../history/op';
import { pairCompletions } from '../../history/operations';
import type { Model } from '../../model/model';
import { Budget, type CheckHost, type CheckLimits } from '../core/budget';
import { LiveConfigurations, type LivePatience } from './live-configurations';
import { LiveLaws } from './live-laws';
import { provedViolation } from './live-proof';
import type { LiveVerdict } from './live-verdict';
import { LiveRegister } from './register/live-register';
import { decide } from './search/decide';
import { scheduleOf } from './search/schedule';
import { Steps } from './search/steps';

/** An op takes one or two steps while few orders are possible, dozens or hundreds where many are; a source takes about five. */
const maxStepsPerOp = 8;

export interface LiveJudging {
  /** Ops before this place; without it all. */
  readonly upTo?: number | undefined;
  /** Whether no more ops will come: what is open now has crashed. */
  readonly isOver?: boolean | undefined;
}

export class LiveCheck {
  readonly #history: OpSequence;
  readonly #fields: OpFields;
  readonly #model: Model;
  readonly #limits: CheckLimits;
  readonly #host: CheckHost;
  readonly #patience: LivePatience;
  readonly #laws: LiveLaws;
  /** Ops before this place keep the laws. */
  #lawful = 0;
  /** Ops before this place have been taken up by what follows the history now, one of these two. */
  #taken = 0;
  #register: LiveRegister | undefined;
  #configurations: LiveConfigurations | undefined;
  #verdict: LiveVerdict = { kind: 'linearizable', ops: 0 };

  /**
   * @param history grows at its end; the index of an op is its place in it
   * @param patience in tests, as their histories are short
   */
  constructor(history: OpSequence, model: Model, limits: CheckLimits, host: CheckHost, patience: LivePatience = {}) {
    this.#history = history;
    this.#fields = fieldsOf(history);
    this.#laws = new LiveLaws(this.#fields);
    this.#model = model;
    this.#limits = limits;
    this.#host = host;
    this.#patience = patience;
    const isRegister = model.registerAccess !== undefined && model.completesAsInvoked === true;
    this.#configurations = this.#begin(isRegister ? (patience.stepsPerOp ?? maxStepsPerOp) : Number.POSITIVE_INFINITY);
  }

  /**
   * Judges the history as far as it is asked to; cheap when that is little further than the last time.
   *
   * @throws MalformedHistoryError where the history breaks the laws of `op.ts`
   */
  judge({ upTo = this.#history.length, isOver = false }: LiveJudging = {}): LiveVerdict {
    if (this.#verdict.kind !== 'linearizable') return this.#verdict;
    this.#verdict = this.#follow(upTo, isOver);
    return this.#verdict;
  }

  #follow(upTo: number, isOver: boolean): LiveVerdict {
    const followed = this.#configurations && this.#byConfigurations(this.#configurations, upTo, isOver);
    if (followed && followed !== 'costly') return followed;
    this.#configurations = undefined;
    if (!this.#register) {
      this.#register = new LiveRegister(this.#fields, this.#model);
      this.#taken = 0;
    }
    return this.#bySources(this.#register, upTo, isOver);
  }

  #byConfigurations(configurations: LiveConfigurations, upTo: number, isOver: boolean): LiveVerdict | 'costly' {
    for (; this.#taken < upTo; this.#taken++) {
      this.#keepLaws(this.#taken);
      configurations.add(this.#taken);
    }
    return configurations.judge(isOver);
  }

  #bySources(register: LiveRegister, upTo: number, isOver: boolean): LiveVerdict {
    const budget = new Budget(this.#limits, this.#host);
    for (; this.#taken < upTo; this.#taken++) {
      const cause = budget.spend();
      if (cause) return { kind: 'undecided', cause };
      this.#keepLaws(this.#taken);
      const met = register.take(this.#taken, budget);
      if (met === 'passed') continue;
      const stopped = budget.spend();
      if (stopped) return { kind: 'undecided', cause: stopped };
      return met === 'lost' ? this.#startOver(upTo, isOver, budget) : met;
    }
    return { kind: 'linearizable', ops: this.#taken };
  }

  /** What the sources of reads cannot follow is decided as a whole, and followed by configurations from then on. */
  #startOver(upTo: number, isOver: boolean, budget: Budget): LiveVerdict {
    this.#register = undefined;
    const violation = this.#violation(budget);
    if (violation) return violation;
    const configurations = this.#begin(Number.POSITIVE_INFINITY);
    this.#configurations = configurations;
    this.#taken = 0;
    const verdict = this.#byConfigurations(configurations, upTo, isOver);
    return verdict === 'costly' ? { kind: 'undecided', cause: 'time' } : verdict;
  }

  #begin(stepsPerOp: number): LiveConfigurations {
    const patience = { ...this.#patience, stepsPerOp };
    return new LiveConfigurations(this.#fields, this.#model, this.#limits, this.#host, patience);
  }

  #violation(budget: Budget): LiveVerdict | undefined {
    const steps = new Steps(this.#model);
    const schedule = scheduleOf(this.#history, pairCompletions(this.#history), steps);
    const decision = decide(schedule, steps, budget);
    if (decision.kind === 'stopped') return { kind: 'undecided', cause: decision.cause };
    if (decision.kind === 'linearizable') return undefined;
    return provedViolation(decision, schedule, steps, budget);
  }

  #keepLaws(place: number): void {
    if (place < this.#lawful) return;
    this.#laws.keep(place);
    this.#lawful++;
  }
}
