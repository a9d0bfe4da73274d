/** Whether an order of the writes that reads leave open keeps what a model promises, and why none does where none does. */
import type { Budget } from '../core/budget';
import { type CycleModel, cycleBanOf, rulesOut } from './consistency';
import { type Cycle, type CycleStep, cyclesOfWalk, edgesOf } from './cycles';
import { componentsOf, type Graph, GraphBuilder, withoutAdjacent } from './graph';
import type { GrowingEdge } from './growing-graph';
import { addGuess, bySerialOrder, type Chain } from './open-orders';
import { type Dilemma, dilemmaIn } from './order-search';
import type { RegisterVersions } from './register-versions';
import { serialOrder } from './serial-order';
import { type Told, toldCycle } from './told';

export interface OpenOrders {
  readonly versions: RegisterVersions;
  readonly orders: readonly (readonly Chain[])[];
  /** Without what the orders bring. */
  readonly known: Graph;
}

/**
 * Nothing where some order keeps the model, or where what is known breaks it by itself.
 *
 * @throws CheckStopped once a limit is met, and it stays open
 */
export function brokenInEveryOrder(open: OpenOrders, model: CycleModel, budget: Budget): Told | undefined {
  const { versions, orders, known } = open;
  const { mildest, order } = cycleBanOf(model);
  if (orders.length === 0 || (mildest !== 'G2-item' && mildest !== 'G-nonadjacent')) return undefined;
  const isDoubled = mildest === 'G-nonadjacent';
  const allowed = edgesOf(mildest, order);
  const counted = (graph: Graph) => (isDoubled ? doubled(graph, allowed) : filtered(graph, allowed));
  const graph = counted(known);
  if (componentsOf(graph, allowed, budget).count > 0) return undefined;
  const places = serialOrder(versions, filtered(known, edgesOf('G2-item', order)), budget);
  const guess = places ? bySerialOrder(orders, versions, places) : orders;
  const guessing = builderOf(known);
  addGuess(guess, versions, guessing);
  const guessed = componentsOf(counted(guessing.build()), allowed, budget);
  if (guessed.count === 0) return undefined;
  const dilemma = dilemmaIn({ versions, orders: guess, graph, isDoubled, guessed }, budget);
  return dilemma && toldDilemma(dilemma, open, model, graph.nodes);
}

function builderOf(graph: Graph): GraphBuilder {
  return copy(graph, ~0);
}

function filtered(graph: Graph, allowed: number): Graph {
  return copy(graph, allowed).build();
}

function copy({ nodes, starts, to, kinds, why }: Graph, allowed: number): GraphBuilder {
  const builder = new GraphBuilder(nodes, to.length);
  for (let node = 0; node < nodes; node++) {
    for (let edge = starts[node] as number; edge < (starts[node + 1] as number); edge++) {
      if (((allowed >> (kinds[edge] as number)) & 1) === 1)
        builder.add(node, to[edge] as number, kinds[edge] as Parameters<typeof builder.add>[2], why[edge] as number);
    }
  }
  return builder;
}

/** As `withoutAdjacent`, each edge with the `why` of its own. */
function doubled(graph: Graph, allowed: number): Graph {
  const twice = withoutAdjacent(graph, allowed);
  return { ...twice, why: twice.why.map((edge) => graph.why[edge] as number) };
}

function toldDilemma(dilemma: Dilemma, { versions, known }: OpenOrders, model: CycleModel, nodes: number): Told {
  const { history } = versions;
  const isDoubled = nodes > known.nodes;
  const cycleOf = (edges: readonly GrowingEdge[]): Cycle => {
    const unfolded = edges.map(
      ({ from, to, kind, why }): CycleStep =>
        isDoubled ? { from: from % known.nodes, to: to % known.nodes, kind, why } : { from, to, kind, why },
    );
    const cycles = cyclesOfWalk(unfolded, history.length);
    return cycles.find(({ name }) => rulesOut(name, model)) ?? (cycles[0] as Cycle);
  };
  const [one, other] = [dilemma.one, dilemma.other].map(({ head }) =>
    history.opName(history.elementTransactions.at(head)),
  );
  const key = history.keyName(dilemma.one.key);
  const otherwise = toldCycle(history, cycleOf(dilemma.otherFirst));
  return toldCycle(history, cycleOf(dilemma.oneFirst), {
    lowest: [model],
    story: (story) =>
      `${one} and ${other} wrote key ${key}, in an order that nobody saw; if ${one} was first, ${story}; if ${other} was, ${otherwise.reason}`,
  });
}
