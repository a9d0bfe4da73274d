/**
 * The orders of writes that the reads leave open. Where no update is lost, a version and the one that was written by who had
 * read it stand side by side, so the versions of a key are *chains*, and what is open is the order of whole chains:
 *
 *     key 3:   nil → 4 → 5       7 → 9       8          4 … 9 were written by who had read what stands before them
 *
 * The chain that begins with an empty key is the first. A good guess at the others, which holds wherever each takes effect while
 * its transactions run: by the *zone* of each, which begins when the first of those that wrote or read it is done, or, where
 * they all run at once, when the last of them begins (Gibbons and Korach, "Testing shared memories", 1997).
 */
import type { Budget } from '../core/budget';
import { type EdgeKind, type GraphBuilder, rw, ww } from './graph';
import { initialVersion } from './register-history';
import type { RegisterVersions } from './register-versions';
import { none } from './transaction-history';

/** Versions of a key that follow each other. */
export interface Chain {
  readonly key: number;
  readonly head: number;
  readonly tail: number;
  /** It begins with the empty key. */
  readonly isFirst: boolean;
  /** Who read the tail. */
  readonly readers: readonly number[];
  /** History index. */
  readonly zoneStart: number;
}

/** Makes one chain come before another one. */
export interface ChainEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: EdgeKind;
}

interface ChainBuilt {
  readonly key: number;
  readonly head: number;
  tail: number;
  readonly isFirst: boolean;
  readonly readers: number[];
  firstDone: number;
  lastBegun: number;
}

/** By key that has several, its chains in the order that is guessed. Law: no update is lost. */
export function openOrders(versions: RegisterVersions, budget: Budget): readonly (readonly Chain[])[] {
  const { history, before } = versions;
  const chains = new Map<number, ChainBuilt[]>();
  /** By version its chain, as far as its key is open. */
  const chainOf = new Map<number, ChainBuilt>();
  const heads = new Int32Array(history.keys.length);
  const isHead = (version: number) => (before[version] as number) < 0 && versions.isInstalled(version);
  for (let version = 0; version < before.length; version++) {
    if (!isHead(version)) continue;
    const key = history.elementKeys.at(version);
    heads[key] = (heads[key] as number) + 1;
  }
  for (const version of budget.places(before)) {
    const key = history.elementKeys.at(version);
    if ((heads[key] as number) < 2 || !isHead(version)) continue;
    const chain: ChainBuilt = {
      ...{ key, head: version, tail: version, readers: [] },
      isFirst: before[version] === initialVersion,
      firstDone: Number.POSITIVE_INFINITY,
      lastBegun: none,
    };
    const known = chains.get(key) ?? [];
    chains.set(key, known);
    known.push(chain);
    for (let next: number | undefined = version; next !== undefined; [next] = versions.nextOf(key, next)) {
      chain.tail = next;
      chainOf.set(next, chain);
      touch(chain, history.elementTransactions.at(next), versions);
    }
  }
  if (chains.size === 0) return [];
  for (const read of budget.places(versions.readers)) {
    const version = versions.readVersions.at(read);
    const chain = chainOf.get(version);
    if (chain === undefined) continue;
    touch(chain, versions.readers.at(read), versions);
    if (version === chain.tail && versions.isLate.at(read) === 0) chain.readers.push(versions.readers.at(read));
  }
  return [...chains.values()].map((built) => built.map(zoned).sort(byGuess));
}

function touch(chain: ChainBuilt, transaction: number, { history }: RegisterVersions): void {
  const completed = history.completed.at(transaction);
  if (completed !== none) chain.firstDone = Math.min(chain.firstDone, completed);
  chain.lastBegun = Math.max(chain.lastBegun, history.invoked.at(transaction));
}

function zoned({ firstDone, lastBegun, ...chain }: ChainBuilt): Chain {
  return { ...chain, zoneStart: Math.min(firstDone, lastBegun) };
}

function byGuess(one: Chain, other: Chain): number {
  return Number(other.isFirst) - Number(one.isFirst) || one.zoneStart - other.zoneStart;
}

/** The same chains, of each key in the order in which their first versions were written. */
export function bySerialOrder(
  orders: readonly (readonly Chain[])[],
  { history }: RegisterVersions,
  places: Int32Array,
): readonly (readonly Chain[])[] {
  const placeOf = ({ head }: Chain) => places[history.elementTransactions.at(head)] as number;
  return orders.map((chains) => [...chains].sort((one, other) => placeOf(one) - placeOf(other)));
}

/** What holds where `one` comes before `other`. */
export function edgesBetween(one: Chain, other: Chain, { history }: RegisterVersions): readonly ChainEdge[] {
  const to = history.elementTransactions.at(other.head);
  const writer = history.elementTransactions.at(one.tail);
  return [
    { from: writer, to, kind: ww },
    ...one.readers.filter((reader) => reader !== to).map((from): ChainEdge => ({ from, to, kind: rw })),
  ];
}

/** Each chain before the next one of its key: what holds in the order that is guessed. */
export function addGuess(
  orders: readonly (readonly Chain[])[],
  versions: RegisterVersions,
  builder: GraphBuilder,
): void {
  for (const chains of orders) {
    for (let i = 1; i < chains.length; i++) {
      const [one, other] = chains.slice(i - 1, i + 1) as [Chain, Chain];
      for (const { from, to, kind } of edgesBetween(one, other, versions)) builder.add(from, to, kind, other.head);
    }
  }
}
