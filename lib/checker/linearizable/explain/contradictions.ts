/** Asks again and again whether some operations of a prefix contradict one another, within limits. */
import type { ExplanationContext } from './explanation-context';
import { type Window, windowFrom } from './history-window';
import { type Answer, stepFrom } from './optional-search';
import { callAt } from './prefix';

/** Steps of the model for one question, and for all of them: together a tenth of a second. */
const stepsAtOnce = 400_000;
const stepsInAll = 4_000_000;

export class Contradictions {
  readonly #context: ExplanationContext;
  #stepsLeft = stepsInAll;
  #window: { readonly from: number; readonly window: Window } | undefined;

  constructor(context: ExplanationContext) {
    this.#context = context;
  }

  /** Whether operations, by their places, contradict one another; what lies before a place of the history is cut away. */
  judge(places: readonly number[], isCounting: boolean, from: number): Answer['kind'] {
    return this.ask(this.windowOf(from), places, isCounting).kind;
  }

  ask(window: Window, places: readonly number[], isCounting: boolean): Answer {
    if (this.#stepsLeft <= 0) return { kind: 'undecided' };
    const { search } = this.#context;
    const mandatory = new Set(places);
    const answer = search.ask({
      window,
      isMandatory: (index) => mandatory.has(window.places[index] ?? -1),
      isCounting,
      stepLimit: Math.min(stepsAtOnce, this.#stepsLeft),
    });
    this.#stepsLeft -= search.stepsTaken;
    return answer;
  }

  windowOf(from: number): Window {
    const { prefix, reach } = this.#context;
    if (this.#window?.from !== from) this.#window = { from, window: windowFrom(prefix, reach.before(from), from) };
    return this.#window.window;
  }

  /** As much as can be cut away: what was invoked before all of these. */
  beginOf(places: readonly number[]): number {
    return Math.min(...places.map((place) => callAt(this.#context.prefix, place).invoked));
  }

  /** The state behind a step, for whoever looks into an answer. */
  step(state: number, classId: number): number {
    return stepFrom(state, classId, this.#context.steps, this.#context.isBlind);
  }
}
