/** Of a whole graph of dependencies, the cycles that are told of: first such as a model forbids, and then every kind. */
import type { Budget, StopCause } from '../core/budget';
import { type CycleModel, cycleBanOf, rulesOut } from './consistency';
import { anyCycle, type Cycle, edgesOf, findCycles } from './cycles';
import { type Graph, withoutAdjacent } from './graph';
import { type Told, toldCycle } from './told';
import type { TransactionHistory } from './transaction-history';

/** Such as the model forbids, or, where there are none, one that only a stronger one forbids. */
export function firstCycles(graph: Graph, transactions: number, model: CycleModel, budget: Budget): readonly Cycle[] {
  const { mildest, order } = cycleBanOf(model);
  const allowed = edgesOf(mildest, order);
  const met =
    mildest === 'G-nonadjacent'
      ? anyCycle(withoutAdjacent(graph, allowed), allowed, transactions, budget, {
          nodes: graph.nodes,
          why: graph.why,
        })
      : anyCycle(graph, allowed, transactions, budget);
  const broken = met.filter(({ name }) => rulesOut(name, model));
  // Where the model is kept, what it does not ask for is told.
  return broken.length > 0 ? broken : anyCycle(graph, edgesOf('G2-item', '-realtime'), transactions, budget);
}

/** Every kind of cycle there is, and of those that were known first what was not met again. */
export function toldCycles(
  history: TransactionHistory,
  graph: Graph,
  first: readonly Cycle[],
  budget: Budget,
): { readonly told: readonly Told[]; readonly stopped?: StopCause } {
  const { cycles, stopped } = findCycles(graph, history.length, budget);
  const all = [...cycles, ...first.filter(({ name }) => cycles.every((cycle) => cycle.name !== name))];
  return { told: all.map((cycle) => toldCycle(history, cycle)), ...(stopped && { stopped }) };
}
