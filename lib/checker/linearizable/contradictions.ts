/** Asks again and again whether some operations of a prefix contradict one another, within limits. */
import type { Budget } from '../budget';
import { type Allowance, type Answer, OptionalSearch, stepFrom } from './optional-search';
import { callAt, type Prefix } from './prefix';
import type { Steps } from './steps';
import { type Reach, type Window, windowFrom } from './window';

/** Steps of the model for one question, and for all of them: together some tens of milliseconds. */
const stepsAtOnce = 100_000;
const stepsInAll = 1_500_000;

export class Contradictions {
  private readonly prefix: Prefix;
  private readonly reach: Reach;
  private readonly steps: Steps;
  private readonly isBlind: (classId: number) => boolean;
  private readonly budget: Budget;
  private stepsLeft = stepsInAll;
  private window: { readonly from: number; readonly window: Window } | undefined;

  constructor(prefix: Prefix, reach: Reach, steps: Steps, isBlind: (classId: number) => boolean, budget: Budget) {
    this.prefix = prefix;
    this.reach = reach;
    this.steps = steps;
    this.isBlind = isBlind;
    this.budget = budget;
  }

  /** Whether operations, by their places, contradict one another; what lies before a place of the history is cut away. */
  judge(places: readonly number[], isCounting: boolean, from: number): Answer['kind'] {
    return this.ask(this.windowOf(from), places, isCounting).kind;
  }

  ask(window: Window, places: readonly number[], isCounting: boolean): Answer {
    if (this.stepsLeft <= 0) return { kind: 'undecided' };
    const allowance: Allowance = { steps: Math.min(stepsAtOnce, this.stepsLeft) };
    const given = allowance.steps;
    const search = new OptionalSearch(window, this.steps, this.isBlind, this.budget, allowance);
    const mandatory = new Set(places);
    const answer = search.run((index) => mandatory.has(window.places[index] ?? -1), isCounting);
    this.stepsLeft -= given - allowance.steps;
    return answer;
  }

  windowOf(from: number): Window {
    if (this.window?.from !== from) this.window = { from, window: windowFrom(this.prefix, this.reach, from) };
    return this.window.window;
  }

  /** As much as can be cut away: what was invoked before all of these. */
  beginOf(places: readonly number[]): number {
    return Math.min(...places.map((place) => callAt(this.prefix, place).invoked));
  }

  /** The state behind a step, for whoever looks into an answer. */
  step(state: number, classId: number): number {
    return stepFrom(state, classId, this.steps, this.isBlind);
  }
}
