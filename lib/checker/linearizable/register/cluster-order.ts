/**
 * An order of the operations when every read has its source and no two chains conflict. A chain that holds the register
 * stands where its zone begins. One that does not can stand at any moment of its zone: where that begins, or, if another
 * chain holds the register there, just behind that one.
 */
import { never } from '../search/schedule';
import { type Accesses, none } from './accesses';
import type { Clusters } from './clusters';

/** Calls in an order in which everything that has ended takes effect. */
export function clusterOrder(accesses: Accesses, clusters: Clusters): number[] {
  const { initialWrite } = accesses;
  const order: number[] = [];
  for (const chain of chainsInOrder(accesses, clusters)) {
    for (let cluster = chain; cluster !== none; cluster = clusters.casReader[cluster] as number) {
      // A cas stands in the order as the last reader of its source.
      if (cluster === chain && cluster !== initialWrite) order.push(cluster);
      order.push(...readersOf(cluster, clusters));
      const cas = clusters.casReader[cluster] as number;
      if (cas !== none) order.push(cas);
    }
  }
  return withAimlessReads(order, accesses, clusters);
}

function readersOf(cluster: number, { lastReader, readerBefore, casReader }: Clusters): number[] {
  const readers: number[] = [];
  for (let reader = lastReader[cluster] as number; reader !== none; reader = readerBefore[reader] as number) {
    if (reader !== casReader[cluster]) readers.push(reader);
  }
  return readers.sort((a, b) => a - b);
}

/** Twice the moment at which the chain stands, and one more behind the chain that ends there. */
function chainsInOrder({ leaves, callAt }: Accesses, { chain, first, last, holder }: Clusters): number[] {
  const head = new Int32Array(2 * callAt.length).fill(none);
  const next = new Int32Array(chain.length).fill(none);
  for (let call = 0; call < chain.length; call++) {
    if (leaves[call] === none || chain[call] !== call || first[call] === never) continue;
    const begin = last[call] as number;
    const held = holder[begin] as number;
    const isHolding = (first[call] as number) < begin;
    const key = isHolding ? 2 * (first[call] as number) : held === none ? 2 * begin : 2 * (last[held] as number) + 1;
    next[call] = head[key] as number;
    head[key] = call;
  }
  const chains: number[] = [];
  for (const begun of head) for (let call = begun; call !== none; call = next[call] as number) chains.push(call);
  return chains;
}

/** Reads that saw nobody knows what stand where they began. */
function withAimlessReads(order: readonly number[], accesses: Accesses, { ended }: Clusters): number[] {
  const { expects, leaves, begins, initialWrite } = accesses;
  const all: number[] = [];
  let moment = 0;
  let aimless = 0;
  const addUntil = (until: number) => {
    for (; aimless < initialWrite && (begins[aimless] as number) <= until; aimless++) {
      if (expects[aimless] === none && leaves[aimless] === none && ended[aimless] !== never) all.push(aimless);
    }
  };
  for (const call of order) {
    moment = Math.max(moment, begins[call] as number);
    addUntil(moment);
    all.push(call);
  }
  addUntil(never);
  return all;
}
