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
import { assert } from '../../base/assert';
import { IntColumn } from '../../base/column';
import type { OpFields } from '../../history/fields';
import type { OpType } from '../../history/op';
import { absent, ProcessTable, placesOfAKey } from '../../history/process-table';
import type { Model } from '../../model/model';
import type { CheckLimits } from '../core/budget';
import { Budget, type CheckHost } from '../core/budget';
import { provedViolation } from './live-proof';
import type { LiveVerdict } from './live-verdict';
import { Automaton } from './search/automaton';
import { decide, refutes, type Stuck } from './search/decide';
import { never, ScheduleBuilder } from './search/schedule';
import { Steps } from './search/steps';

/** Ops that a judgement goes through again and again before the operation that holds them up is presumed crashed. */
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
  /** Ops that a judgement goes through again before what holds them up is presumed crashed. */
  readonly ops?: number | undefined;
  /** Where it is finite, no more steps than these and the saved ones are taken, and no wide search is begun. */
  readonly stepsPerOp?: number | undefined;
  /** At the beginning, and later at most. */
  readonly savedSteps?: number | undefined;
}

/** The search just before an operation that was presumed crashed. */
interface Snapshot {
  /** Of the invocation. */
  readonly place: number;
  readonly automaton: Automaton;
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
  readonly #history: OpFields;
  /** By process, the place of its last invocation, until that has ended. */
  readonly #open = new ProcessTable(placesOfAKey);
  /** Of each op from the first kept one on: of an invocation the place of its completion, of what is ok its call. */
  readonly #completions = new IntColumn();
  readonly #calls = new IntColumn();
  #firstKept = 0;
  /** Ops before this place are settled. */
  #settled = 0;
  /** Ops before this place have been added. */
  #added = 0;
  readonly #schedule = new ScheduleBuilder();
  #automaton: Automaton;
  #snapshots: Snapshot[] = [];
  #width = firstWidth;
  #slots = firstSlots;
  #verdict: LiveVerdict = { kind: 'linearizable', ops: 0 };

  constructor(
    history: OpFields,
    model: Model,
    limits: CheckLimits,
    host: CheckHost,
    { ops = unsettledLimit, stepsPerOp = Number.POSITIVE_INFINITY, savedSteps = maxSavedSteps }: LivePatience = {},
  ) {
    this.#history = history;
    this.#patience = ops;
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

  /** @param place of the op that comes next, in a history that keeps the laws of `op.ts` */
  add(place: number): void {
    assert(place === this.#added, 'ops are added one after the other');
    this.#added++;
    this.#completions.push(absent);
    this.#calls.push(absent);
    this.#stepsLeft = Math.min(this.#stepsLeft + this.#stepsPerOp, this.#savedSteps);
    const process = this.#history.processAt(place);
    if (process === 'nemesis') return;
    const type = this.#history.typeAt(place);
    const invocation = this.#open.get(process);
    if (type === 'invoke') {
      assert(invocation === absent, 'a process has one operation at a time');
      this.#open.set(process, place);
      return;
    }
    assert(
      invocation !== absent && this.#completionOf(invocation) === absent,
      'what completes was invoked and is open',
    );
    this.#completions.put(invocation - this.#firstKept, place);
    if (type !== 'info') this.#open.set(process, absent);
    if (this.#snapshots.length > 0) this.#confirm(invocation, type);
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
    this.#verdict = met ?? { kind: 'linearizable', ops: this.#added };
    this.#trim();
    return this.#verdict;
  }

  #completionOf(invocation: number): number {
    return this.#completions.at(invocation - this.#firstKept);
  }

  /** Puts into the schedule what is known by now. */
  #settle(budget: Budget): Met {
    for (; this.#settled < this.#added; this.#settled++) {
      const place = this.#settled;
      if (this.#history.processAt(place) === 'nemesis') continue;
      const type = this.#history.typeAt(place);
      if (type === 'invoke' && this.#completionOf(place) === absent) {
        if (!this.#isForesighted || this.#added - place <= this.#patience) return undefined;
        const met = this.#run(this.#automaton, budget);
        if (met) return met;
        this.#presume(place, budget);
      }
      this.#enter(place, type);
    }
    return undefined;
  }

  /** Goes through the rest as if what is open had crashed. */
  #tryRest(budget: Budget): Met {
    if (!this.#isForesighted) return undefined;
    const { length, eventCount } = this.#schedule;
    for (let place = this.#settled; place < this.#added; place++) {
      if (this.#history.processAt(place) !== 'nemesis') this.#enter(place, this.#history.typeAt(place));
    }
    const met = this.#run(this.#automaton.fork(budget), budget);
    this.#schedule.cut(length, eventCount);
    return met;
  }

  /** Appends an op of a client to the schedule, unless it cannot matter there. */
  #enter(place: number, type: OpType): void {
    if (type === 'ok') this.#schedule.finish(this.#calls.at(place - this.#firstKept), place);
    if (type !== 'invoke') return;
    const history = this.#history;
    const completion = this.#completionOf(place);
    const ending = completion === absent ? 'info' : history.typeAt(completion);
    if (ending === 'fail') return;
    const isOk = ending === 'ok';
    const asked = history.valueAt(place);
    const value = isOk ? (history.valueAt(completion) ?? asked) : asked;
    const classId = this.#steps.classOf({ f: history.functionAt(place), value, process: history.processAt(place) });
    if (!isOk && this.#steps.isReadOnly(classId)) return;
    const call = this.#schedule.begin(classId, place);
    if (!isOk) return;
    this.#schedule.returned[call] = completion;
    this.#calls.put(completion - this.#firstKept, call);
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
      if (!isCertain) return this.#decide(budget);
      return this.#proved({ kind: 'stuck', algorithm: 'just-in-time linearization', call, ends: [] }, budget);
    }
    return undefined;
  }

  /** The narrow search is at its end: the whole one says whether the history is. */
  #decide(budget: Budget): Met {
    if (this.#isFrugal) return 'costly';
    const decision = decide(this.#schedule.build(), this.#steps, budget);
    if (decision.kind === 'stuck') return this.#proved(decision, budget);
    if (decision.kind === 'stopped') return { kind: 'undecided', cause: decision.cause };
    assert(Number.isFinite(this.#width), 'the search of all configurations drops nothing');
    this.#width = this.#width < widthLimit ? this.#width * widening : Number.POSITIVE_INFINITY;
    return 'again';
  }

  /** Where the proof has no time, another way to follow the history may have. */
  #proved(stuck: Stuck, budget: Budget): Met {
    assert(this.#schedule.returned[stuck.call] !== never, 'a history is violated by a completion');
    const verdict = provedViolation(stuck, this.#schedule.build(), this.#steps, budget);
    return this.#isFrugal && verdict.kind === 'undecided' && verdict.cause === 'time' ? 'costly' : verdict;
  }

  #presume(place: number, budget: Budget): void {
    const { length, eventCount } = this.#schedule;
    this.#snapshots.push({ place, automaton: this.#automaton.fork(budget), length, eventCount });
  }

  /** Of an operation that may have been presumed crashed it is known now how it ended. */
  #confirm(invocation: number, type: OpType): void {
    const at = this.#snapshots.findIndex(({ place }) => place === invocation);
    const snapshot = this.#snapshots[at];
    if (!snapshot) return;
    if (type === 'info') this.#snapshots.splice(at, 1);
    else this.#goBack(at, snapshot);
  }

  /** Back to just before an operation that was presumed crashed, and has not; what was presumed after it is so no more. */
  #goBack(at: number, snapshot: Snapshot): void {
    this.#snapshots.length = at;
    this.#automaton = snapshot.automaton;
    this.#settled = snapshot.place;
    this.#schedule.cut(snapshot.length, snapshot.eventCount);
  }

  /** Forgets the ops that nobody goes back to. */
  #trim(): void {
    const kept = Math.min(this.#settled, ...this.#snapshots.map(({ place }) => place));
    const count = kept - this.#firstKept;
    if (count < unsettledLimit) return;
    this.#completions.dropFirst(count);
    this.#calls.dropFirst(count);
    this.#firstKept = kept;
  }

  #start(budget: Budget): Automaton {
    const size = { slots: this.#slots, crashedClasses: 16 };
    const effort = { width: this.#width, hasRelaxedCrashes: false, isWithoutPaths: true };
    return new Automaton(this.#schedule, this.#steps, size, effort, budget);
  }
}
