/**
 * The lanes of a run with those of its operations that a filter lets through, as quick to draw as the whole ones. What is
 * completed is looked at once, however long the run goes on. A class because it lives as long as the filter.
 */
import { outcomeNumbers } from '../../history/operation-columns';
import { Lane } from '../../protocol/lane';
import type { RunState } from '../../protocol/run-state';
import { outcomeIn } from '../tracks/bars';
import { FilterTest, type OperationFilter } from './operation-filter';

export interface ShownLanes {
  /** One a client, empty where nothing fits. */
  readonly lanes: readonly Lane[];
  /** How many operations fit. */
  readonly count: number;
}

interface Taken {
  lane: Lane;
  /** Positions of the whole lane that were looked at. */
  positions: number;
  /** The last of them was open then, and is in the lane. */
  isOpen: boolean;
}

export class FilteredLanes {
  readonly #filter: OperationFilter;
  readonly #nodes: readonly string[];
  readonly #taken: Taken[] = [];

  constructor(filter: OperationFilter, nodes: readonly string[]) {
    this.#filter = filter;
    this.#nodes = nodes;
  }

  /** @param state of the same run, or grown */
  in(state: RunState): ShownLanes {
    const test = new FilterTest(this.#filter, state, this.#nodes);
    const lanes = state.lanes.map((whole, client) => {
      this.#taken[client] ??= { lane: new Lane(), positions: 0, isOpen: false };
      const taken = this.#taken[client];
      if (test.hasClient(client)) this.#take(taken, whole, client, test);
      return taken.lane;
    });
    return { lanes, count: lanes.reduce((sum, { length }) => sum + length, 0) };
  }

  #take(taken: Taken, whole: Lane, client: number, test: FilterTest): void {
    if (taken.isOpen) this.#settle(taken, whole, client, test);
    for (; taken.positions < whole.length; taken.positions++) {
      const at = taken.positions;
      const isOpen = whole.outcomes.values[at] === outcomeNumbers.open;
      const fits = test.fits(client, at);
      if (fits) taken.lane.begin(whole.places.at(at), whole.starts.at(at));
      if (isOpen) {
        taken.isOpen = fits;
        // It is looked at again; only the last can be open.
        if (fits) taken.positions++;
        return;
      }
      if (fits) complete(taken.lane, whole, at);
    }
  }

  /** What was open may have ended otherwise than the filter wants; then the lane is made anew without it. */
  #settle(taken: Taken, whole: Lane, client: number, test: FilterTest): void {
    const last = taken.positions - 1;
    if (whole.outcomes.values[last] === outcomeNumbers.open) return;
    taken.isOpen = false;
    if (test.fits(client, last)) complete(taken.lane, whole, last);
    else {
      taken.lane = new Lane();
      taken.positions = 0;
    }
  }
}

function complete(lane: Lane, whole: Lane, position: number): void {
  const outcome = outcomeIn({ lane: whole }, position);
  if (outcome !== 'open') lane.complete(outcome, whole.ends.at(position));
}
