/**
 * From a contradiction none of whose operations can be spared to one of the fewest operations. An order that is possible
 * with some operations leaves others out, and every contradiction has one of those; so the sets worth asking about are
 * those that have one of the left out of each order seen so far (Reiter, "A theory of diagnosis from first principles",
 * 1987, of conflicts and their hitting sets). Small sets come first, so the first contradiction among them is smallest.
 */

import { refused } from '../search/steps';
import type { Contradictions } from './contradictions';
import type { Window } from './history-window';
import type { Possible, Taken } from './optional-search';
import { latestDone, type Prefix } from './prefix';

/** Operations among which the fewest are looked for in a longer prefix: those near the violating operation. */
const candidateLimit = 48;

/** Where there is none to begin with: of thirty clients, 128 operations are what four of each did last. */
const looks = [
  { candidates: 32, isCounting: false },
  { candidates: 128, isCounting: false },
  { candidates: 32, isCounting: true },
];

/** Sets of so many operations beside the violating one are tried; there are a hundred thousand among the nearest. */
const sizeLimit = 3;

/** Sets that are asked about. */
const questionLimit = 300;

/** Places; the violating operation first. What lies before a place of the history is cut away. */
export function minimalHittingSet(
  core: readonly number[],
  from: number,
  prefix: Prefix,
  contradictions: Contradictions,
): readonly number[] {
  const nearest = latestDone(prefix, candidateLimit);
  const window = contradictions.windowOf(Math.min(from, contradictions.beginOf(nearest)));
  const hunt = new Hunt(nearest, prefix, contradictions, window, true);
  const spared = hunt.spare(core);
  for (let size = 0; size < Math.min(spared.length - 1, sizeLimit + 1); size++) {
    const found = hunt.find([], size);
    if (found) return [prefix.violatingPlace, ...found];
  }
  return spared;
}

/**
 * A contradiction of few operations, found without one to begin with: where dozens of clients overlap, many mandatory
 * operations are too dear to ask about, and a few are not. Places; the violating operation first.
 */
export function findFew(
  prefix: Prefix,
  contradictions: Contradictions,
  countings: readonly boolean[],
): readonly number[] | undefined {
  for (const { candidates, isCounting } of looks) {
    if (!countings.includes(isCounting)) continue;
    const nearest = latestDone(prefix, candidates);
    const window = contradictions.windowOf(contradictions.beginOf([prefix.violatingPlace, ...nearest]));
    const hunt = new Hunt(nearest, prefix, contradictions, window, isCounting);
    for (let size = 0; size <= sizeLimit; size++) {
      const found = hunt.find([], size);
      if (found) return [prefix.violatingPlace, ...found];
    }
  }
  return undefined;
}

class Hunt {
  readonly #nearest: readonly number[];
  readonly #prefix: Prefix;
  readonly #contradictions: Contradictions;
  readonly #window: Window;
  readonly #spans: readonly Span[];
  readonly #isCounting: boolean;
  /** For each order seen, the nearest operations that it leaves out. */
  readonly #leftOut: (readonly number[])[] = [];
  #questionsLeft = questionLimit;

  constructor(
    nearest: readonly number[],
    prefix: Prefix,
    contradictions: Contradictions,
    window: Window,
    isCounting: boolean,
  ) {
    this.#nearest = nearest;
    this.#prefix = prefix;
    this.#contradictions = contradictions;
    this.#window = window;
    this.#spans = spansOf(window);
    this.#isCounting = isCounting;
  }

  /** Counted by now, fewer may do. */
  spare(core: readonly number[]): readonly number[] {
    let spared = core;
    for (const place of core) {
      if (place === this.#prefix.violatingPlace) continue;
      const trial = spared.filter((other) => other !== place);
      const answer = this.#contradictions.ask(this.#window, trial, this.#isCounting);
      if (answer.kind === 'contradiction') spared = trial;
      if (answer.kind === 'possible') this.#remember(answer);
    }
    return spared;
  }

  /** A contradiction of the violating operation, those chosen, and others, of so many in all beside the first. */
  find(chosen: readonly number[], size: number): readonly number[] | undefined {
    let missed = this.#missedBy(chosen);
    if (!missed) {
      if (this.#questionsLeft-- <= 0) return undefined;
      const answer = this.#contradictions.ask(this.#window, [this.#prefix.violatingPlace, ...chosen], this.#isCounting);
      if (answer.kind === 'contradiction') return chosen;
      if (answer.kind === 'undecided') return undefined;
      this.#remember(answer);
      missed = this.#missedBy(chosen);
    }
    if (chosen.length === size) return undefined;
    for (const place of missed ?? []) {
      const found = this.find([...chosen, place], size);
      if (found) return found;
    }
    return undefined;
  }

  #missedBy(chosen: readonly number[]): readonly number[] | undefined {
    return this.#leftOut.find((places) => !chosen.some((place) => places.includes(place)));
  }

  #remember({ initial, order }: Possible): void {
    const taken = new Set(this.#completed(initial, order).map(({ index }) => this.#window.places[index ?? -1] ?? -1));
    this.#leftOut.push(this.#nearest.filter((place) => !taken.has(place)));
  }

  /** The order with whatever else fits in without a trace, so that few are left out. */
  #completed(initial: number, order: readonly Taken[]): readonly Taken[] {
    const full = [...order];
    const taken = new Set(order.map(({ index }) => index));
    for (const [index, { begin, end }] of this.#spans.entries()) {
      const call = this.#window.calls[index];
      if (!call || taken.has(index)) continue;
      for (let gap = 0; gap <= full.length; gap++) {
        const state = full[gap - 1]?.state ?? initial;
        const next = full[gap];
        const event = Math.max(begin, full[gap - 1]?.event ?? 0);
        if (event > end) break;
        if (event > (next?.event ?? end)) continue;
        const after = this.#contradictions.step(state, call.classId);
        if (after === refused) continue;
        const isHidden = next && this.#contradictions.step(after, next.classId) === next.state;
        if (after !== state && !isHidden) continue;
        full.splice(gap, 0, { event, index, classId: call.classId, state: after });
        break;
      }
    }
    return full;
  }
}

/** For each call of the window, the events at which it begins and ends. */
function spansOf({ events }: Window): readonly Span[] {
  const spans: Span[] = [];
  for (const [event, signed] of events.entries()) {
    const index = Math.abs(signed) - 1;
    spans[index] = { begin: spans[index]?.begin ?? event, end: event };
  }
  return spans;
}

interface Span {
  readonly begin: number;
  readonly end: number;
}
