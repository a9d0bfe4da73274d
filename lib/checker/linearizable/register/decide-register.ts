/**
 * Decides a history of a register from the sources of its reads (see source-search.ts). Where the values are many, a read
 * has hardly a choice, and a history costs little more than a look at each of its operations, however many clients are
 * open at once and however many writes crashed. Where they are few it may have to take back many sources, and gives up.
 */
import type { Budget, CheckProgress } from '../../core/budget';
import type { Schedule } from '../search/schedule';
import type { Steps } from '../search/steps';
import { accessesOf, none } from './accesses';
import { clusterOrder } from './cluster-order';
import { SourceSearch } from './source-search';

export type RegisterDecision =
  /** Calls in an order that is a linearization. */
  | { readonly kind: 'linearizable'; readonly order: readonly number[] }
  | RefutedRegister
  /** No register, or too many sources were taken back. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'stopped'; readonly progress: CheckProgress };

export interface RefutedRegister {
  readonly kind: 'stuck';
  /** The call that returned when no order was left. */
  readonly call: number;
  /** Calls that show it. */
  readonly shown: readonly number[];
  /** An order of what stands before, and the state that it leads to. */
  readonly order: readonly number[];
  readonly state: number;
}

const undecided: RegisterDecision = { kind: 'undecided' };

/** What taking back a source costs, in steps of the budget. */
const stepsPerRepair = 8;

/** @param maxRepairs sources that may be taken back for one read that returns */
export function decideRegister(schedule: Schedule, steps: Steps, budget: Budget, maxRepairs: number): RegisterDecision {
  const accesses = accessesOf(schedule, steps);
  if (!accesses) return undecided;
  const search = new SourceSearch(accesses);
  const { events } = schedule;
  let done = 0;
  const progress = () => ({ done, total: events.length, configurations: 1 });
  let repairsLeft = maxRepairs;
  const mayRepair = () => repairsLeft-- > 0 && budget.spend(progress, stepsPerRepair) === undefined;
  for (; done < events.length; done++) {
    if (budget.spend(progress) !== undefined) return { kind: 'stopped', progress: progress() };
    const event = events[done] as number;
    const call = event >>> 1;
    if ((event & 1) === 0) {
      search.begin(call);
      continue;
    }
    repairsLeft = maxRepairs;
    const met = search.end(call, mayRepair);
    if (met.kind === 'stopped') {
      return budget.spend() === undefined ? undecided : { kind: 'stopped', progress: progress() };
    }
    if (met.kind === 'placed') continue;
    const order = clusterOrder(accesses, search.clusters);
    const last = order.findLast((each) => accesses.leaves[each] !== none) ?? accesses.initialWrite;
    const shown = met.shown.filter((each) => each !== accesses.initialWrite);
    return { kind: 'stuck', call, shown, order, state: accesses.leaves[last] as number };
  }
  return { kind: 'linearizable', order: clusterOrder(accesses, search.clusters) };
}
