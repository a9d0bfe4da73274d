/**
 * The checker's twin for a run that is still going on. It says `violated` as soon as the completions seen so far cannot be
 * explained whatever the open operations turn out to be; what it says then stays true, so its verdict is the one that
 * `check` gives at the end.
 *
 * It begins with the search of configurations, which keeps little and is fast while few orders are possible. Where they
 * become many, as with dozens of clients of a paused leader, a register is followed from its beginning by the sources of
 * its reads. Where those do not decide, and for all other models, configurations decide whatever it costs.
 *
 *     configurations ── too many orders ──▶ sources of reads ── lost ──▶ configurations, at any cost
 *     └────────────── of a register ────────────────────┘
 */
import { present } from '../../base/assert';
import type { Op, OpSequence } from '../../history/op';
import { pairCompletions } from '../../history/operations';
import type { Model } from '../../model/model';
import { Budget, type CheckHost, type CheckLimits } from '../core/budget';
import { LiveConfigurations, type LivePatience } from './live-configurations';
import { LiveLaws } from './live-laws';
import type { LiveVerdict } from './live-verdict';
import { LiveRegister } from './register/live-register';
import { decide } from './search/decide';
import { scheduleOf } from './search/schedule';
import { Steps } from './search/steps';

/** An op takes one or two steps while few orders are possible, dozens or hundreds where many are; a source takes about five. */
const maxStepsPerOp = 8;

export class LiveCheck {
  readonly #history: OpSequence;
  readonly #model: Model;
  readonly #limits: CheckLimits;
  readonly #host: CheckHost;
  readonly #patience: LivePatience;
  readonly #laws = new LiveLaws();
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
    this.#model = model;
    this.#limits = limits;
    this.#host = host;
    this.#patience = patience;
    const isRegister = model.registerAccess !== undefined && model.completesAsInvoked === true;
    this.#configurations = this.#begin(isRegister ? (patience.stepsPerOp ?? maxStepsPerOp) : Number.POSITIVE_INFINITY);
  }

  /**
   * Judges the history as far as it goes; cheap when it grew little since the last time.
   *
   * @param isOver - whether no more ops will come: what is open now has crashed
   * @throws MalformedHistoryError where the history breaks the laws of `op.ts`
   */
  judge(isOver = false): LiveVerdict {
    if (this.#verdict.kind !== 'linearizable') return this.#verdict;
    this.#verdict = this.#follow(isOver);
    return this.#verdict;
  }

  #follow(isOver: boolean): LiveVerdict {
    const followed = this.#configurations && this.#byConfigurations(this.#configurations, isOver);
    if (followed && followed !== 'costly') return followed;
    this.#configurations = undefined;
    if (!this.#register) {
      this.#register = new LiveRegister(this.#model);
      this.#taken = 0;
    }
    return this.#bySources(this.#register, isOver);
  }

  #byConfigurations(configurations: LiveConfigurations, isOver: boolean): LiveVerdict | 'costly' {
    for (; this.#taken < this.#history.length; this.#taken++) configurations.add(this.#opAt(this.#taken));
    return configurations.judge(isOver);
  }

  #bySources(register: LiveRegister, isOver: boolean): LiveVerdict {
    const budget = new Budget(this.#limits, this.#host);
    for (; this.#taken < this.#history.length; this.#taken++) {
      const cause = budget.spend();
      if (cause) return { kind: 'undecided', cause };
      const met = register.take(this.#opAt(this.#taken), budget);
      if (met === 'passed') continue;
      const stopped = budget.spend();
      if (stopped) return { kind: 'undecided', cause: stopped };
      return met === 'lost' ? this.#startOver(isOver, budget) : met;
    }
    return { kind: 'linearizable', ops: this.#taken };
  }

  /** What the sources of reads cannot follow is decided as a whole, and followed by configurations from then on. */
  #startOver(isOver: boolean, budget: Budget): LiveVerdict {
    this.#register = undefined;
    const violation = this.#violation(budget);
    if (violation) return violation;
    const configurations = this.#begin(Number.POSITIVE_INFINITY);
    this.#configurations = configurations;
    this.#taken = 0;
    const verdict = this.#byConfigurations(configurations, isOver);
    return verdict === 'costly' ? { kind: 'undecided', cause: 'time' } : verdict;
  }

  #begin(stepsPerOp: number): LiveConfigurations {
    return new LiveConfigurations(this.#model, this.#limits, this.#host, { ...this.#patience, stepsPerOp });
  }

  #violation(budget: Budget): LiveVerdict | undefined {
    const steps = new Steps(this.#model);
    const schedule = scheduleOf(this.#history, pairCompletions(this.#history), steps);
    const decision = decide(schedule, steps, budget);
    if (decision.kind === 'stopped') return { kind: 'undecided', cause: decision.cause };
    if (decision.kind === 'linearizable') return undefined;
    const operation = present(schedule.invoked[decision.call], 'invocation');
    const completion = present(schedule.returned[decision.call], 'completion');
    return { kind: 'violated', operation, completion };
  }

  #opAt(place: number): Op {
    const op = present(this.#history.at(place), 'an op');
    if (place < this.#lawful) return op;
    this.#laws.keep(op);
    this.#lawful++;
    return op;
  }
}
