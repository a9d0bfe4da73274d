/**
 * The checker's twin for a run that is still going on: fed op by op, asked now and then. It says `violated` as soon as
 * the completions seen so far cannot be explained whatever the open operations turn out to be; what it says then stays
 * true, so its verdict is the one that `check` gives at the end.
 *
 * A register is followed by the sources of its reads. Where that does not decide, and for all other models, the search of
 * configurations goes through everything from its beginning.
 */
import { present } from '../../base/assert';
import type { Op, Process } from '../../history/op';
import { MalformedHistoryError, pairCompletions } from '../../history/operations';
import type { Model } from '../../model/model';
import { Budget, type CheckHost, type CheckLimits } from '../core/budget';
import { LiveConfigurations } from './live-configurations';
import type { LiveVerdict } from './live-verdict';
import { LiveRegister } from './register/live-register';
import { decide } from './search/decide';
import { scheduleOf } from './search/schedule';
import { Steps } from './search/steps';

export class LiveCheck {
  readonly #model: Model;
  readonly #limits: CheckLimits;
  readonly #host: CheckHost;
  readonly #patience: number | undefined;
  /** By process: its invocation, and whether that has completed; it has as `info`, or it would not be here. */
  readonly #open = new Map<Process, { readonly hasCompleted: boolean }>();
  readonly #ops: Op[] = [];
  /** Ops before this place have been judged. */
  #judged = 0;
  #register: LiveRegister | undefined;
  #configurations: LiveConfigurations | undefined;
  #verdict: LiveVerdict = { kind: 'linearizable', ops: 0 };

  /** `patience`: see live-configurations.ts */
  constructor(model: Model, limits: CheckLimits, host: CheckHost, patience?: number) {
    this.#model = model;
    this.#limits = limits;
    this.#host = host;
    this.#patience = patience;
    if (model.registerAccess && model.completesAsInvoked) this.#register = new LiveRegister(model);
    else this.#configurations = new LiveConfigurations(model, limits, host, patience);
  }

  /** Takes the next op of the history; throws a MalformedHistoryError where it breaks the laws of `op.ts`. */
  add(op: Op): void {
    this.#keepLaws(op);
    this.#configurations?.add(op);
    if (this.#register) this.#ops.push(op);
  }

  #keepLaws(op: Op): void {
    if (op.process === 'nemesis') return;
    const open = this.#open.get(op.process);
    if (op.type === 'invoke') {
      if (open) throw malformed('two-open-operations', op);
      this.#open.set(op.process, { hasCompleted: false });
      return;
    }
    if (!open || open.hasCompleted) throw malformed('completion-without-invocation', op);
    if (op.type === 'info') this.#open.set(op.process, { hasCompleted: true });
    else this.#open.delete(op.process);
  }

  /**
   * Judges everything added so far; cheap when little was added since the last time.
   *
   * @param isOver - whether no more ops will come: what is open now has crashed
   */
  judge(isOver = false): LiveVerdict {
    if (this.#verdict.kind !== 'linearizable') return this.#verdict;
    this.#verdict = this.#register
      ? this.#follow(this.#register, isOver)
      : (this.#configurations?.judge(isOver) ?? this.#verdict);
    return this.#verdict;
  }

  #follow(register: LiveRegister, isOver: boolean): LiveVerdict {
    const budget = new Budget(this.#limits, this.#host);
    for (; this.#judged < this.#ops.length; this.#judged++) {
      const cause = budget.spend();
      if (cause) return { kind: 'undecided', cause };
      const op = this.#ops[this.#judged] as Op;
      const met = register.take(op, budget);
      if (met === 'passed') continue;
      const stopped = budget.spend();
      if (stopped) return { kind: 'undecided', cause: stopped };
      return met === 'lost' ? this.#startOver(isOver, budget) : met;
    }
    return { kind: 'linearizable', ops: (this.#ops.at(-1)?.index ?? -1) + 1 };
  }

  /** What the sources of reads cannot follow is decided as a whole, and followed by configurations from then on. */
  #startOver(isOver: boolean, budget: Budget): LiveVerdict {
    const violation = this.#violation(budget);
    if (violation) return violation;
    const configurations = new LiveConfigurations(this.#model, this.#limits, this.#host, this.#patience);
    for (const op of this.#ops) configurations.add(op);
    this.#configurations = configurations;
    this.#register = undefined;
    this.#ops.length = 0;
    return configurations.judge(isOver);
  }

  #violation(budget: Budget): LiveVerdict | undefined {
    const history = this.#ops.map((op, index) => ({ ...op, index }));
    const steps = new Steps(this.#model);
    const schedule = scheduleOf(history, pairCompletions(history), steps);
    const decision = decide(schedule, steps, budget);
    if (decision.kind === 'stopped') return { kind: 'undecided', cause: decision.cause };
    if (decision.kind === 'linearizable') return undefined;
    const indexAt = (place: number | undefined) => present(this.#ops[place ?? -1], 'op').index;
    return {
      kind: 'violated',
      operation: indexAt(schedule.invoked[decision.call]),
      completion: indexAt(schedule.returned[decision.call]),
    };
  }
}

function malformed(kind: 'two-open-operations' | 'completion-without-invocation', op: Op): MalformedHistoryError {
  const what = kind === 'two-open-operations' ? 'invokes' : `completes as ${op.type}`;
  const message = `process ${op.process} ${what} ${op.f} (op ${op.index}) ${kind === 'two-open-operations' ? 'while its last operation is open' : 'without an open invocation'}`;
  return new MalformedHistoryError({ kind, index: op.index, message });
}
