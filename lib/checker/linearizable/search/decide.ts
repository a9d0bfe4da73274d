/**
 * Decides whether a schedule has a linearization, from both sides. A narrow search: an order that it finds is an order,
 * and where it left nothing out, its refusal is a refusal. And a relaxed one, in which crashed operations take effect any
 * number of times and the history may begin anywhere before: what it refuses is refused. Only where neither decides are
 * wider searches needed, the last of which leaves nothing out.
 *
 * Objects that no operation connects are decided one by one. A register is decided by the sources of its reads first, which
 * is faster and finds fewer operations to blame; these searches are for where its values are so few that the sources can be
 * nearly anything.
 */
import { Budget, type CheckProgress, type StopCause } from '../../core/budget';
import { decideObjects } from '../objects/decide-objects';
import { decideRegister } from '../register/decide-register';
import { decideVersions } from '../versions/decide-versions';
import { Automaton } from './automaton';
import { crashedClassCount } from './bag-table';
import { type Effort, type ScheduleSize, type Start, stepsPerAsking } from './effort';
import { peakConcurrency } from './open-operations';
import { orderOf } from './order';
import { type Schedule, ScheduleBuilder } from './schedule';
import { refused, Steps } from './steps';

/** What found the answer: Gibbons and Korach's zones, the versions that each answer told, or Lowe's search. */
export type Algorithm = 'zones of reads and their writes' | 'order of versions' | 'just-in-time linearization';

export type Decision =
  /** Indexes of invocations in an order that is a linearization. */
  | { readonly kind: 'linearizable'; readonly order: number[]; readonly algorithm: Algorithm }
  | Stuck
  | { readonly kind: 'stopped'; readonly cause: StopCause; readonly progress: CheckProgress };

export interface Stuck {
  readonly kind: 'stuck';
  readonly algorithm: Algorithm;
  /** The call that returned when no configuration was left. */
  readonly call: number;
  /** None where the limits left no time to find the orders of the prefix. */
  readonly ends: readonly End[];
  /** Indexes of invocations that show that no order is left; undefined where the search tells nothing but that. */
  readonly shown?: readonly number[];
  /** Of several objects, the refuted one, judged alone. */
  readonly part?: StuckPart;
}

export interface StuckPart {
  readonly stuck: Stuck;
  readonly schedule: Schedule;
  readonly steps: Steps;
  /** By index in its schedule, the index in the history. */
  readonly times: readonly number[];
}

/** A state in which the prefix can end, and one order that leads there, with as few crashed operations as possible. */
export interface End {
  readonly state: number;
  readonly order: readonly number[];
}

/** Few enough to be fast with dozens of crashed operations, enough to find the order of nearly every valid history. */
const narrowWidths: readonly number[] = [64, 1024];

/** Events before a refusal that are looked at for its reason, which is nearly always near; then the whole history. */
const windows: readonly number[] = [512, 16_384];

/** A window that begins in more states than these costs more than the history. */
const initialStates = 256;

/** States beyond the number of classes: a register has one for each value; a model that has more may have no end. */
const furtherStates = 32;

/** Steps within which all states of a model must be found. */
const stepLimit = 2 ** 17;

/** Nearly every read finds its source with a few; where values are few, another search is sooner done with the others. */
const maxRepairs = 1000;

/** Clients at once, and operations of different value, up to which configurations are looked at first. */
const smallSlots = 12;
const smallClasses = 64;

const relaxed: Effort = { width: Number.POSITIVE_INFINITY, hasRelaxedCrashes: true };

const bySourcesOfReads: Algorithm = 'zones of reads and their writes';
const byVersions: Algorithm = 'order of versions';
const byConfigurations: Algorithm = 'just-in-time linearization';

/**
 * V8 forgets the shape of objects of which a collection finds none, and with it the code that was compiled for them: in a
 * process that checks one history after another, each from the third on took twice as long. So one automaton stays.
 */
const lasting = new Set<Automaton>();

/** Of a history without operations. */
function emptyAutomaton(): Automaton {
  const steps = new Steps({ name: 'empty', initial: null, step: () => ({ state: null }), format: () => '' });
  const budget = new Budget({ timeLimitMs: 0, memoryLimitMb: 0 }, { now: () => 0 });
  return new Automaton(new ScheduleBuilder().build(), steps, { slots: 1, crashedClasses: 0 }, relaxed, budget);
}

export interface DecideOptions {
  /** Of the narrow searches. With it configurations decide, also where the sources of reads would. */
  readonly widths?: readonly number[];
}

export function decide(schedule: Schedule, steps: Steps, budget: Budget, options: DecideOptions = {}): Decision {
  const byObjects = options.widths === undefined ? decideObjects(schedule, steps, budget, decide) : undefined;
  return byObjects ?? new Decider(schedule, steps, budget, options).decide();
}

/**
 * What the other way to decide says of a history that one refuted, in a bounded number of steps; undefined where it does
 * not decide.
 */
export function otherOpinion(
  { algorithm }: Stuck,
  schedule: Schedule,
  steps: Steps,
  budget: Budget,
): Decision | undefined {
  const decider = new Decider(schedule, steps, budget, {});
  return algorithm === byConfigurations ? decider.bySources() : decider.byFewConfigurations();
}

/** Whether the history is refuted at an event that it is known to have a linearization before. */
export function refutes(schedule: Schedule, steps: Steps, budget: Budget, event: number): boolean {
  return new Decider(schedule, steps, budget, {}).isRefuted(event);
}

class Decider {
  readonly #schedule: Schedule;
  readonly #steps: Steps;
  readonly #budget: Budget;
  readonly #size: ScheduleSize;
  readonly #widths: readonly number[];
  readonly #hasSources: boolean;
  #stopped: Decision | undefined;
  /** Null where there are too many. */
  #knownStates: readonly number[] | null | undefined;

  constructor(schedule: Schedule, steps: Steps, budget: Budget, options: DecideOptions) {
    this.#schedule = schedule;
    this.#steps = steps;
    this.#budget = budget;
    this.#size = { slots: peakConcurrency(schedule), crashedClasses: crashedClassCount(schedule) };
    this.#widths = options.widths ?? narrowWidths;
    this.#hasSources = options.widths === undefined;
  }

  decide(): Decision {
    if (!this.#hasSources) return this.#byConfigurations();
    const [narrowest = 1] = this.#widths;
    const early = this.#isSmall() ? this.#withWidth(narrowest, Number.POSITIVE_INFINITY) : undefined;
    return early ?? this.#byVersions() ?? this.bySources() ?? this.#byConfigurations();
  }

  /** Nothing where the operations do not tell versions, or those leave it open. */
  #byVersions(): Decision | undefined {
    const [schedule, steps] = [this.#schedule, this.#steps];
    const decision = decideVersions(schedule, steps, this.#budget);
    if (decision.kind === 'undecided') return undefined;
    const order = decision.order.map((call) => schedule.invoked[call] as number);
    const algorithm = byVersions;
    if (decision.kind === 'linearizable') return { kind: 'linearizable', algorithm, order };
    const state = decision.order.reduce(
      (before, call) => steps.step(before, schedule.classes[call] as number),
      steps.initial,
    );
    return { kind: 'stuck', algorithm, call: decision.call, ends: [{ state, order }] };
  }

  /** Whether there are so few clients and values that configurations are as fast, in less memory. */
  #isSmall(): boolean {
    return this.#size.slots <= smallSlots && this.#steps.classCount <= smallClasses;
  }

  /** Nothing where the sources of the reads do not decide. */
  bySources(): Decision | undefined {
    if (!this.#hasSources) return undefined;
    const schedule = this.#schedule;
    const invoked = (calls: readonly number[]) => calls.map((call) => schedule.invoked[call] as number);
    const algorithm = bySourcesOfReads;
    const decision = decideRegister(schedule, this.#steps, this.#budget, maxRepairs);
    switch (decision.kind) {
      case 'undecided':
        return undefined;
      case 'stopped':
        return { kind: 'stopped', cause: this.#budget.spend() ?? 'time', progress: decision.progress };
      case 'linearizable':
        return { kind: 'linearizable', algorithm, order: invoked(decision.order) };
      case 'stuck': {
        const { call, state, order, shown } = decision;
        const ends = [{ state, order: invoked(order) }];
        return { kind: 'stuck', algorithm, call, ends, shown: invoked(shown).sort((a, b) => a - b) };
      }
    }
  }

  /** By those that a narrow search keeps; undefined where it left out some that may have been needed. */
  byFewConfigurations(): Decision | undefined {
    const [width = 1] = this.#widths;
    const automaton = this.#automaton({ width, hasRelaxedCrashes: false });
    const end = this.#walk(automaton, this.#schedule.events.length);
    if (end === 'passed') return this.#linearizable(automaton);
    return end === 'stuck' && automaton.droppedAt > automaton.done ? this.#stuck(automaton) : undefined;
  }

  #byConfigurations(): Decision {
    let refutedAt = Number.POSITIVE_INFINITY;
    for (const width of [...this.#widths, Number.POSITIVE_INFINITY]) {
      if (width === Number.POSITIVE_INFINITY) refutedAt = this.#relaxedEnd();
      const decision = this.#withWidth(width, refutedAt);
      if (decision) return decision;
    }
    throw new Error('the exact search drops nothing');
  }

  /** Nothing where what was dropped for want of width may have been needed. */
  #withWidth(width: number, refutedAt: number): Decision | undefined {
    const automaton = this.#automaton({ width, hasRelaxedCrashes: false });
    const end = this.#walk(automaton, Math.min(refutedAt + 1, this.#schedule.events.length));
    if (end === 'passed') return this.#linearizable(automaton);
    if (end === 'stopped') return this.#refuted(refutedAt) ?? this.#stopped ?? this.#stop(automaton);
    const isCertain = automaton.droppedAt > automaton.done || automaton.done === refutedAt;
    if (isCertain || this.isRefuted(automaton.done)) return this.#stuck(automaton);
    return this.#stopped;
  }

  #automaton(effort: Effort, start?: Start): Automaton {
    if (lasting.size === 0) lasting.add(emptyAutomaton());
    return new Automaton(this.#schedule, this.#steps, this.#size, effort, this.#budget, start);
  }

  /** Walks up to an event, and no further. */
  #walk(automaton: Automaton, end: number): 'passed' | 'stuck' | 'stopped' {
    while (automaton.done < end) {
      if (this.#budget.spend(automaton.progress) !== undefined) return 'stopped';
      const met = automaton.advance();
      if (met !== 'passed') return met;
    }
    return 'passed';
  }

  /** Whether a relaxed search that begins shortly before the event cannot pass it. */
  isRefuted(event: number): boolean {
    for (const window of windows) {
      const states = this.#everyState();
      if (!states) return false;
      const isWhole = event <= window || states.length > initialStates;
      const automaton = this.#automaton(relaxed, isWhole ? undefined : { event: event - window, states });
      const end = this.#walk(automaton, event + 1);
      if (end === 'stuck') return automaton.done === event;
      if (end === 'stopped') this.#stopped = this.#stop(automaton);
      if (end === 'stopped' || isWhole) return false;
    }
    return false;
  }

  /** The event that a relaxed search of the whole history cannot pass; infinite if there is none. */
  #relaxedEnd(): number {
    if (!this.#everyState()) return Number.POSITIVE_INFINITY;
    const automaton = this.#automaton(relaxed);
    return this.#walk(automaton, this.#schedule.events.length) === 'stuck' ? automaton.done : Number.POSITIVE_INFINITY;
  }

  /** All states that any order of any operations can reach; undefined where there are too many. */
  #everyState(): readonly number[] | undefined {
    if (this.#knownStates !== undefined) return this.#knownStates ?? undefined;
    this.#knownStates = null;
    const steps = this.#steps;
    const states = new Set([steps.initial]);
    const others: number[] = [];
    for (let classId = 0; classId < steps.classCount; classId++) {
      if (steps.isBlind(classId)) states.add(steps.step(steps.initial, classId));
      else if (!steps.isReadOnly(classId)) others.push(classId);
    }
    let taken = 0;
    for (const state of states) {
      for (const classId of others) {
        if (taken++ === stepLimit || states.size > steps.classCount + furtherStates) return undefined;
        if (this.#budget.spend(undefined, stepsPerAsking) !== undefined) return undefined;
        const next = steps.step(state, classId);
        if (next !== refused) states.add(next);
      }
    }
    this.#knownStates = [...states];
    return this.#knownStates;
  }

  #stop(automaton: Automaton): Decision {
    const progress = automaton.progress();
    return { kind: 'stopped', cause: this.#budget.spend() ?? 'time', progress };
  }

  /** The history is refuted, though there was no time for the orders of what stands before. */
  #refuted(event: number): Stuck | undefined {
    if (event === Number.POSITIVE_INFINITY) return undefined;
    return {
      kind: 'stuck',
      algorithm: byConfigurations,
      call: (this.#schedule.events[event] as number) >>> 1,
      ends: [],
    };
  }

  #linearizable(automaton: Automaton): Decision {
    const { current, log } = automaton;
    const path = current.paths[automaton.best()] as number;
    const order = orderOf(log.read(path), this.#schedule, this.#steps, automaton.done);
    return { kind: 'linearizable', algorithm: byConfigurations, order };
  }

  /** All that was searched before no configuration was left, one for each state. */
  #stuck(automaton: Automaton): Stuck {
    const { searched, log, done } = automaton;
    const best = new Map<number, number>();
    for (let at = 0; at < searched.length; at++) {
      const state = searched.states[at] as number;
      const known = best.get(state);
      if (known === undefined || automaton.rank(searched, at) < automaton.rank(searched, known)) best.set(state, at);
    }
    const ends = [...best].map(([state, at]) => ({
      state,
      order: orderOf(log.read(searched.paths[at] as number), this.#schedule, this.#steps, done),
    }));
    return { kind: 'stuck', algorithm: byConfigurations, call: (this.#schedule.events[done] as number) >>> 1, ends };
  }
}
