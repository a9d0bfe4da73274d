/**
 * The live check of any model by the search of configurations.
 *
 *     ────────────────────────────┬───────────────── now
 *       settled: every outcome    │ unsettled: begins with the invocation
 *       is known                  │ of the oldest operation that is open
 *
 * The search goes once through what is settled, with everything that `check` would know there. At each judgement a fork
 * of it goes through the rest as if the open operations had crashed, which is what a prefix leaves open. An operation that
 * stays open for very long is presumed to have crashed, so that the rest stays short; should it complete after all, the
 * search goes back to where it began. Where the model says that an operation may complete as something else than it was
 * invoked (a dequeue), only what is settled is judged.
 */
import { assert, present } from '../../base/assert';
import type { Op } from '../../history/op';
import type { Model, ModelOp } from '../../model/model';
import type { CheckLimits } from '../core/budget';
import { Budget, type CheckHost } from '../core/budget';
import type { LiveVerdict } from './live-verdict';
import { Automaton } from './search/automaton';
import { decide, refutes } from './search/decide';
import { never, ScheduleBuilder } from './search/schedule';
import { Steps } from './search/steps';

/** Events that a judgement goes through again and again before the operation that holds them up is presumed crashed. */
const unsettledLimit = 20_000;

/** Configurations kept; where they are not enough, this many times as many are. */
const firstWidth = 64;
const widening = 16;

/** From here on all are kept: even a wide search prefers some, and may drop what it needs. */
const widthLimit = 2 ** 14;

const firstSlots = 32;

/** Steps that a judgement may take beyond those that its ops bring: some tens of milliseconds. */
const maxSavedSteps = 2 ** 16;

/** What ends a walk; `again`: the search was too small, and a larger one begins from the start. */
type Met = LiveVerdict | 'again' | 'costly' | undefined;

export interface LivePatience {
  /** Events that a judgement goes through again before what holds them up is presumed crashed. */
  readonly events?: number | undefined;
  /** Where it is finite, no more steps than these and the saved ones are taken, and no wide search is begun. */
  readonly stepsPerOp?: number | undefined;
  /** At the beginning, and later at most. */
  readonly savedSteps?: number | undefined;
}

interface Tracked {
  readonly invocation: Op;
  completion?: Op;
  isPresumed: boolean;
  /** In the schedule; meaningless before it is there. */
  call: number;
}

/** An invocation, or the completion of one. */
interface Event {
  readonly tracked: Tracked;
  readonly isReturn: boolean;
}

/** The search just before an operation that was presumed crashed. */
interface Snapshot {
  readonly tracked: Tracked;
  readonly automaton: Automaton;
  readonly place: number;
  readonly length: number;
  readonly eventCount: number;
}

export class LiveConfigurations {
  readonly #limits: CheckLimits;
  readonly #patience: number;
  readonly #stepsPerOp: number;
  readonly #savedSteps: number;
  #stepsLeft: number;
  readonly #host: CheckHost;
  readonly #steps: Steps;
  /** Whether an open operation is known well enough to be judged before it has completed. */
  #isForesighted: boolean;
  readonly #open = new Map<number, Tracked>();
  #events: Event[] = [];
  /** Events before this place are settled. */
  #settled = 0;
  readonly #schedule = new ScheduleBuilder();
  #automaton: Automaton;
  #snapshots: Snapshot[] = [];
  #width = firstWidth;
  #slots = firstSlots;
  #ops = 0;
  #verdict: LiveVerdict = { kind: 'linearizable', ops: 0 };

  constructor(
    model: Model,
    limits: CheckLimits,
    host: CheckHost,
    { events = unsettledLimit, stepsPerOp = Number.POSITIVE_INFINITY, savedSteps = maxSavedSteps }: LivePatience = {},
  ) {
    this.#patience = events;
    this.#stepsPerOp = stepsPerOp;
    this.#savedSteps = savedSteps;
    this.#stepsLeft = savedSteps;
    this.#limits = limits;
    this.#host = host;
    this.#steps = new Steps(model);
    this.#isForesighted = model.completesAsInvoked ?? false;
    this.#automaton = this.#start(new Budget(limits, host));
  }

  get #isFrugal(): boolean {
    return Number.isFinite(this.#stepsPerOp);
  }

  /** Takes the next op of a history that keeps the laws of `op.ts`. */
  add(op: Op): void {
    this.#ops = op.index + 1;
    this.#stepsLeft = Math.min(this.#stepsLeft + this.#stepsPerOp, this.#savedSteps);
    if (op.process === 'nemesis') return;
    const tracked = this.#open.get(op.process);
    if (op.type === 'invoke') {
      assert(!tracked, 'a process has one operation at a time');
      const begun: Tracked = { invocation: op, isPresumed: false, call: -1 };
      this.#open.set(op.process, begun);
      this.#events.push({ tracked: begun, isReturn: false });
      return;
    }
    assert(tracked !== undefined && !tracked.completion, 'what completes was invoked and is open');
    tracked.completion = op;
    if (op.type === 'info') {
      // What was presumed was right.
      this.#snapshots = this.#snapshots.filter((snapshot) => snapshot.tracked !== tracked);
      return;
    }
    this.#open.delete(op.process);
    this.#events.push({ tracked, isReturn: true });
    if (tracked.isPresumed) this.#goBack(tracked);
  }

  /**
   * Judges everything added so far; cheap when little was added since the last time.
   *
   * @param isOver - whether no more ops will come: what is open now has crashed
   * @returns `costly` where it would take more steps than it may; it is of no use any more then
   */
  judge(isOver = false): LiveVerdict | 'costly' {
    if (this.#verdict.kind !== 'linearizable') return this.#verdict;
    this.#isForesighted ||= isOver;
    const budget = new Budget(this.#limits, this.#host);
    let met: Met;
    do {
      met = this.#settle(budget) ?? this.#run(this.#automaton, budget) ?? this.#tryRest(budget);
      if (met === 'again') this.#automaton = this.#start(budget);
    } while (met === 'again');
    if (met === 'costly') return met;
    this.#stepsLeft -= budget.spent;
    this.#verdict = met ?? { kind: 'linearizable', ops: this.#ops };
    this.#trim();
    return this.#verdict;
  }

  /** Puts into the schedule what is known by now. */
  #settle(budget: Budget): Met {
    for (; this.#settled < this.#events.length; this.#settled++) {
      const { tracked, isReturn } = this.#events[this.#settled] as Event;
      if (!isReturn && !tracked.completion && !tracked.isPresumed) {
        if (!this.#isForesighted || this.#events.length - this.#settled <= this.#patience) return undefined;
        const met = this.#run(this.#automaton, budget);
        if (met) return met;
        this.#presume(tracked, budget);
      }
      this.#enter(tracked, isReturn);
    }
    return undefined;
  }

  /** Goes through the rest as if what is open had crashed. */
  #tryRest(budget: Budget): Met {
    if (!this.#isForesighted) return undefined;
    const { length, eventCount } = this.#schedule;
    for (let place = this.#settled; place < this.#events.length; place++) {
      const { tracked, isReturn } = this.#events[place] as Event;
      this.#enter(tracked, isReturn);
    }
    const met = this.#run(this.#automaton.fork(budget), budget);
    this.#schedule.cut(length, eventCount);
    return met;
  }

  /** Appends an event to the schedule, unless it cannot matter there. */
  #enter(tracked: Tracked, isReturn: boolean): void {
    const { invocation, completion } = tracked;
    if (completion?.type === 'fail') return;
    const isOk = completion?.type === 'ok';
    if (isReturn) {
      this.#schedule.finish(tracked.call, present(completion, 'completion').index);
      return;
    }
    const value = isOk ? (completion.value ?? invocation.value) : invocation.value;
    const op: ModelOp = { f: invocation.f, value, process: invocation.process };
    const classId = this.#steps.classOf(op);
    if (!isOk && this.#steps.isReadOnly(classId)) return;
    tracked.call = this.#schedule.begin(classId, invocation.index);
    if (isOk) this.#schedule.returned[tracked.call] = completion.index;
  }

  /** Lets the search go on to the end of the schedule. */
  #run(automaton: Automaton, budget: Budget): Met {
    const schedule = this.#schedule;
    automaton.budget = budget;
    while (automaton.done < schedule.eventCount) {
      const event = schedule.events[automaton.done] as number;
      const call = event >>> 1;
      if ((event & 1) === 0 && schedule.returned[call] !== never && !automaton.open.hasRoom) {
        this.#slots *= 2;
        return 'again';
      }
      const met = budget.spend() === undefined ? automaton.advance() : 'stopped';
      if (met === 'passed' && !(this.#isFrugal && budget.spent > this.#stepsLeft)) continue;
      if (met === 'passed') return 'costly';
      if (met === 'stopped') return { kind: 'undecided', cause: budget.spend() ?? 'time' };
      const isCertain =
        automaton.droppedAt > automaton.done || refutes(schedule.build(), this.#steps, budget, automaton.done);
      return isCertain ? this.#violated(call) : this.#decide(budget);
    }
    return undefined;
  }

  /** The narrow search is at its end: the whole one says whether the history is. */
  #decide(budget: Budget): Met {
    if (this.#isFrugal) return 'costly';
    const decision = decide(this.#schedule.build(), this.#steps, budget);
    if (decision.kind === 'stuck') return this.#violated(decision.call);
    if (decision.kind === 'stopped') return { kind: 'undecided', cause: decision.cause };
    assert(Number.isFinite(this.#width), 'the search of all configurations drops nothing');
    this.#width = this.#width < widthLimit ? this.#width * widening : Number.POSITIVE_INFINITY;
    return 'again';
  }

  #violated(call: number): LiveVerdict {
    const operation = this.#schedule.invoked[call] as number;
    const completion = this.#schedule.returned[call] as number;
    assert(completion !== never, 'a history is violated by a completion');
    return { kind: 'violated', operation, completion };
  }

  #presume(tracked: Tracked, budget: Budget): void {
    tracked.isPresumed = true;
    const { length, eventCount } = this.#schedule;
    const automaton = this.#automaton.fork(budget);
    this.#snapshots.push({ tracked, automaton, place: this.#settled, length, eventCount });
  }

  /** Back to just before an operation that was presumed crashed, and has not. */
  #goBack(tracked: Tracked): void {
    const at = this.#snapshots.findIndex((snapshot) => snapshot.tracked === tracked);
    const snapshot = present(this.#snapshots[at], 'snapshot');
    for (const later of this.#snapshots.slice(at)) later.tracked.isPresumed = false;
    this.#snapshots = this.#snapshots.slice(0, at);
    this.#automaton = snapshot.automaton;
    this.#settled = snapshot.place;
    this.#schedule.cut(snapshot.length, snapshot.eventCount);
  }

  /** Forgets the events that nobody goes back to. */
  #trim(): void {
    const kept = Math.min(this.#settled, ...this.#snapshots.map((snapshot) => snapshot.place));
    if (kept < unsettledLimit) return;
    this.#events = this.#events.slice(kept);
    this.#settled -= kept;
    this.#snapshots = this.#snapshots.map((snapshot) => ({ ...snapshot, place: snapshot.place - kept }));
  }

  #start(budget: Budget): Automaton {
    const size = { slots: this.#slots, crashedClasses: 16 };
    const effort = { width: this.#width, hasRelaxedCrashes: false, isWithoutPaths: true };
    return new Automaton(this.#schedule, this.#steps, size, effort, budget);
  }
}
