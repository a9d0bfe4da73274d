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

function* chainsInOrder({ begins, leaves, callAt }: Accesses, clusters: Clusters): Generator<number> {
  const { source, chain, first, last, beginning, holder } = clusters;
  let held = none;
  const behind: number[] = [];
  for (let moment = 0; moment < callAt.length; moment++) {
    const begun = beginning[moment] as number;
    if (begun !== none && moment < (last[begun] as number)) {
      held = begun;
      yield begun;
    }
    const call = callAt[moment] as number;
    if (call !== none && begins[call] === moment) {
      const own = chain[source[call] === none ? call : (source[call] as number)] as number;
      const isLast = leaves[own] !== none && last[own] === moment && first[own] !== never;
      if (isLast && moment < (first[own] as number)) {
        if (holder[moment] === none) yield own;
        else behind.push(own);
      }
    }
    if (held !== none && last[held] === moment) {
      yield* behind;
      behind.length = 0;
      held = none;
    }
  }
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
