/**
 * Decides whether a schedule has a linearization. A narrow search first: an order that it finds is an order, and when it
 * never had to leave anything out, its refusal is a refusal. Otherwise two searches close in from both sides: one in
 * which crashed operations may take effect any number of times, whose refusal is certain, and ever wider exact ones.
 */
import { assert } from '../../base/assert';
import type { Budget, StopCause } from '../budget';
import type { CheckProgress } from '../verdict';
import { Automaton, type Effort, type ScheduleSize } from './packed/automaton';
import { crashedClassCount } from './packed/bag-table';
import { peakConcurrency } from './packed/open-operations';
import { orderOf } from './packed/order';
import type { Schedule } from './packed/schedule';
import type { Steps } from './steps';

export type Decision =
  /** Indexes of invocations in an order that is a linearization. */
  | { readonly kind: 'linearizable'; readonly order: number[] }
  | { readonly kind: 'stuck'; readonly call: number; readonly ends: readonly End[] }
  | { readonly kind: 'stopped'; readonly cause: StopCause; readonly progress: CheckProgress };

/** A state in which the prefix can end, and one order that leads there, with as few crashed operations as possible. */
export interface End {
  readonly state: number;
  readonly order: readonly number[];
}

/** Few enough to be fast with dozens of crashed operations, enough to find the order of nearly every valid history. */
const narrowWidths: readonly number[] = [64, 1024];

const exact: Effort = { width: Number.POSITIVE_INFINITY, isRelaxed: false };
const relaxed: Effort = { width: Number.POSITIVE_INFINITY, isRelaxed: true };

export interface DecideOptions {
  /** States in which the history may begin. */
  readonly initials?: readonly number[];
  readonly widths?: readonly number[];
}

export function decide(schedule: Schedule, steps: Steps, budget: Budget, options: DecideOptions = {}): Decision {
  return new Decider(schedule, steps, budget, options).decide();
}

type Walk =
  | { readonly kind: 'passed' | 'stuck'; readonly automaton: Automaton }
  | { readonly kind: 'stopped'; readonly stopped: Decision };

class Decider {
  private readonly schedule: Schedule;
  private readonly steps: Steps;
  private readonly budget: Budget;
  private readonly size: ScheduleSize;
  private readonly initials: readonly number[];
  private readonly widths: readonly number[];

  constructor(schedule: Schedule, steps: Steps, budget: Budget, options: DecideOptions) {
    this.schedule = schedule;
    this.steps = steps;
    this.budget = budget;
    this.size = { slots: peakConcurrency(schedule), crashedClasses: crashedClassCount(schedule) };
    this.initials = options.initials ?? [steps.initial];
    this.widths = options.widths ?? narrowWidths;
  }

  decide(): Decision {
    let refutedAt = Number.POSITIVE_INFINITY;
    for (const [round, width] of [...this.widths, exact.width].entries()) {
      const walk = this.walk({ width, isRelaxed: false });
      if (walk.kind === 'stopped') return walk.stopped;
      if (walk.kind === 'passed') return this.linearizable(walk.automaton);
      const { automaton } = walk;
      if (automaton.droppedAt > automaton.done || automaton.done === refutedAt) return this.stuck(automaton);
      if (round > 0) continue;
      const other = this.walk(relaxed);
      if (other.kind === 'stopped') return other.stopped;
      if (other.kind === 'stuck') refutedAt = other.automaton.done;
      if (automaton.done === refutedAt) return this.stuck(automaton);
    }
    throw new Error('the exact search drops nothing');
  }

  private walk(effort: Effort): Walk {
    const automaton = new Automaton(this.schedule, this.steps, this.size, effort, this.initials);
    const total = this.schedule.events.length;
    const progress = (): CheckProgress => ({
      done: automaton.done,
      total,
      configurations: automaton.current.size + automaton.searched.size,
    });
    while (automaton.done < total) {
      const cause = this.budget.spend(progress);
      if (cause !== undefined) return { kind: 'stopped', stopped: { kind: 'stopped', cause, progress: progress() } };
      if (!automaton.advance()) return { kind: 'stuck', automaton };
    }
    return { kind: 'passed', automaton };
  }

  private linearizable(automaton: Automaton): Decision {
    const { current, log } = automaton;
    let best = -1;
    for (let at = 0; at < current.length; at++) {
      if (current.dominated[at] === 1) continue;
      if (best < 0 || automaton.rank(current, at) < automaton.rank(current, best)) best = at;
    }
    assert(best >= 0, 'a configuration is left');
    const order = orderOf(log.read(current.paths[best] as number), this.schedule, this.steps, automaton.done);
    return { kind: 'linearizable', order };
  }

  /** All that was searched before no configuration was left, one for each state. */
  private stuck(automaton: Automaton): Decision {
    const { searched, log, done } = automaton;
    const best = new Map<number, number>();
    for (let at = 0; at < searched.length; at++) {
      const state = searched.states[at] as number;
      const known = best.get(state);
      if (known === undefined || automaton.rank(searched, at) < automaton.rank(searched, known)) best.set(state, at);
    }
    const ends = [...best].map(([state, at]) => ({
      state,
      order: orderOf(log.read(searched.paths[at] as number), this.schedule, this.steps, done),
    }));
    return { kind: 'stuck', call: (this.schedule.events[done] as number) >>> 1, ends };
  }
}
