/**
 * What must come before what in a history of registers, whatever the order of its writes is. Who read a version comes behind
 * who wrote it, and before who overwrote it; who read a key with nothing in it comes before all that wrote to it.
 *
 *     T1 reads 4 and writes 5     T2 reads 4       T2 ──rw──→ T1, for 5 came behind 4
 */
import { IntColumn } from '../../base/column';
import type { Budget } from '../core/budget';
import { type Entrance, enter, entranceTo } from './entrance';
import { GraphBuilder, rw, update, wr } from './graph';
import { addOrders } from './orders';
import { initialVersion } from './register-history';
import type { RegisterVersions } from './register-versions';
import { none } from './transaction-history';

/** Nodes are the transactions, and after them passages. There may be edges added. */
export function knownDependencies(versions: RegisterVersions, budget: Budget): GraphBuilder {
  const { history, readers, readKeys, readVersions, isLate, isCommitted } = versions;
  const builder = new GraphBuilder(history.length, 3 * readers.length + 4 * history.length);
  const roots = new Roots(versions);
  for (const read of budget.places(readers)) {
    const [transaction, version] = [readers.at(read), readVersions.at(read)];
    const writer = version === initialVersion ? none : history.elementTransactions.at(version);
    if (writer !== none && isCommitted[writer] === 1) builder.add(writer, transaction, wr, version);
    if (isLate.at(read) === 1) continue;
    if (version === initialVersion) roots.follow(transaction, readKeys.at(read), builder);
    else addNext(versions, transaction, versions.nextOf(readKeys.at(read), version), builder);
  }
  addOrders(history, isCommitted, builder, budget);
  return builder;
}

function addNext(
  { history }: RegisterVersions,
  transaction: number,
  next: readonly number[],
  builder: GraphBuilder,
): void {
  const writers = next.map((version) => history.elementTransactions.at(version));
  // Where it overwrote the version as well, one of the two lost its update.
  const kind = writers.includes(transaction) ? update : rw;
  for (const [i, writer] of writers.entries())
    if (writer !== transaction) builder.add(transaction, writer, kind, next[i] as number);
}

/** By key, the installed versions that nobody wrote behind another one. */
class Roots {
  readonly #versions: RegisterVersions;
  readonly #byKey = new Map<number, IntColumn>();
  readonly #entrances = new Map<number, Entrance>();

  constructor(versions: RegisterVersions) {
    this.#versions = versions;
    const { before, history } = versions;
    const isRead = new Uint8Array(history.keys.length);
    for (let read = 0; read < versions.readers.length; read++)
      if (versions.readVersions.at(read) === initialVersion) isRead[versions.readKeys.at(read)] = 1;
    for (let version = 0; version < before.length; version++) {
      const key = history.elementKeys.at(version);
      if (isRead[key] === 0 || (before[version] as number) >= 0 || !versions.isInstalled(version)) continue;
      const known = this.#byKey.get(key) ?? new IntColumn();
      this.#byKey.set(key, known);
      known.push(version);
    }
  }

  /** Who read the key with nothing in it comes before all of them. */
  follow(transaction: number, key: number, builder: GraphBuilder): void {
    const roots = this.#byKey.get(key);
    if (roots === undefined) return;
    const { history } = this.#versions;
    if (roots.length === 1) {
      const writer = history.elementTransactions.at(roots.at(0));
      if (writer !== transaction) builder.add(transaction, writer, rw, roots.at(0));
      return;
    }
    const entrance = this.#entrances.get(key) ?? entranceTo(roots, history, builder);
    this.#entrances.set(key, entrance);
    enter(transaction, entrance, rw, builder);
  }
}
