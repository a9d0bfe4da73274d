/**
 * Models of who sees what, of registers: a monotonic atomic view, read atomic, and causal consistency. Each asks that some order
 * of commits explains the reads: who saw a transaction, and read a key from another one that was written to by both, saw
 * the later one of the two.
 *
 *     T1 writes x and y     T2 writes x     T3 saw T1 in y, and read x from T2     T1 comes before T2
 *
 * Of which transactions one has seen the models differ: in a monotonic view those that it read from earlier, in an atomic one all
 * that it read from, in a causal one also those that came before these, and before it in its process (Biswas and Enea, "On
 * the complexity of checking transactional consistency", 2019). Only the orders that are needed are edges, of each process the
 * last (Møldrup and Pavlogiannis, "AWDIT", PLDI 2025), so the cost is about linear, of causal consistency times the processes.
 */
import { IntColumn } from '../../base/column';
import type { Budget } from '../core/budget';
import type { AnomalyKind, ViewModel } from './consistency';
import { anyCycle, type Cycle } from './cycles';
import { GraphBuilder, inProcess, kindsOf, rw, wr, ww } from './graph';
import { Histories, startsOf } from './happened-before';
import { initialVersion } from './register-history';
import type { RegisterVersions } from './register-versions';
import { type Told, toldCycle } from './told';
import { none } from './transaction-history';

const anomalyOfView: Readonly<Record<ViewModel, AnomalyKind>> = {
  'monotonic-atomic-view': 'non-monotonic-view',
  'read-atomic': 'fractured-read',
  causal: 'causality',
};

/** A cycle of commits; of an order that was concluded, who read what shows it. */
interface ViewCycle {
  readonly cycle: Cycle;
  /** By `why` of an edge of kind `ww`: who saw both. */
  readonly witnesses: IntColumn;
  /** By `why` of the same: the version that was read. */
  readonly seen: IntColumn;
}

/** Nothing where the model is kept, of reads of what was committed and whole. Law: who read whom makes no cycle. */
function viewCycle(model: ViewModel, versions: RegisterVersions, budget: Budget): ViewCycle | undefined {
  const view = new View(versions, budget);
  if (model === 'causal') view.addCausal();
  else view.addSeen(model === 'monotonic-atomic-view');
  return view.cycle();
}

class View {
  readonly #versions: RegisterVersions;
  readonly #budget: Budget;
  readonly #builder: GraphBuilder;
  readonly #witnesses = new IntColumn();
  readonly #seen = new IntColumn();
  /** By transaction its first element; the elements of each stand together. */
  readonly #firstElement: Int32Array;
  /** By transaction its first read. */
  readonly #firstRead: Int32Array;

  constructor(versions: RegisterVersions, budget: Budget) {
    const { history, readers } = versions;
    this.#versions = versions;
    this.#budget = budget;
    this.#builder = new GraphBuilder(history.length, 3 * readers.length);
    this.#firstElement = startsOf(history.elementTransactions, history.length);
    this.#firstRead = startsOf(readers, history.length);
    for (let read = 0; read < readers.length; read++) {
      const writer = this.#sourceOf(read);
      if (writer >= 0) this.#builder.add(writer, readers.at(read), wr, versions.readVersions.at(read));
    }
  }

  /** Who wrote what was read: a committed transaction, `initialVersion`, or `none`. */
  #sourceOf(read: number): number {
    const version = this.#versions.readVersions.at(read);
    if (version === initialVersion) return initialVersion;
    const writer = this.#versions.history.elementTransactions.at(version);
    return this.#versions.isCommitted[writer] === 1 ? writer : none;
  }

  /** @param isInOrder whether only what was read afterwards counts */
  addSeen(isInOrder: boolean): void {
    const { history } = this.#versions;
    /** By key, the reads of the transaction at hand; several where they differ. */
    const readsOf = new Map<number, number[]>();
    for (const reader of this.#budget.places(history)) {
      const [first, end] = [this.#firstRead[reader] as number, this.#firstRead[reader + 1] as number];
      if (end - first < 2) continue;
      readsOf.clear();
      for (let read = first; read < end; read++) {
        const key = this.#versions.readKeys.at(read);
        const known = readsOf.get(key);
        if (known) known.push(read);
        else readsOf.set(key, [read]);
      }
      const met = new Set<number>();
      for (let read = first; read < end; read++) {
        const writer = this.#sourceOf(read);
        if (writer < 0 || met.has(writer)) continue;
        met.add(writer);
        this.#compare(writer, isInOrder ? read : none, readsOf);
      }
    }
  }

  /** What the writer left in keys that its reader read as well, after a read. */
  #compare(writer: number, after: number, readsOf: ReadonlyMap<number, readonly number[]>): void {
    const { elementKeys } = this.#versions.history;
    const end = this.#firstElement[writer + 1] as number;
    for (let version = this.#firstElement[writer] as number; version < end; version++) {
      const reads = readsOf.get(elementKeys.at(version));
      if (reads === undefined || !this.#versions.isInstalled(version)) continue;
      for (const read of reads) if (read > after) this.#order(writer, version, read);
    }
  }

  /** The writer of a version comes before whom somebody read instead, who had seen it. */
  #order(writer: number, version: number, read: number): void {
    const source = this.#sourceOf(read);
    const reader = this.#versions.readers.at(read);
    if (source === none || source === writer || reader === writer) return;
    if (source === initialVersion) this.#builder.add(reader, writer, rw, version);
    else this.#conclude(writer, source, read);
  }

  #conclude(from: number, to: number, read: number): void {
    this.#builder.add(from, to, ww, this.#witnesses.length);
    this.#witnesses.push(this.#versions.readers.at(read));
    this.#seen.push(this.#versions.readVersions.at(read));
  }

  addCausal(): void {
    const histories = new Histories(this.#versions, this.#budget);
    for (const [from, to] of histories.processEdges()) this.#builder.add(from, to, inProcess, none);
    histories.forEachSeenWrite((writer, version, read) => this.#order(writer, version, read));
  }

  cycle(): ViewCycle | undefined {
    const graph = this.#builder.build();
    const { length } = this.#versions.history;
    const [cycle] = anyCycle(graph, kindsOf(ww, wr, rw, inProcess), length, this.#budget);
    return cycle && { cycle, witnesses: this.#witnesses, seen: this.#seen };
  }
}

/** What breaks the model, as a person is told of it. */
export function toldView(model: ViewModel, versions: RegisterVersions, budget: Budget): Told | undefined {
  const found = viewCycle(model, versions, budget);
  if (!found) return undefined;
  const { history } = versions;
  return toldCycle(history, found.cycle, {
    kind: anomalyOfView[model],
    reasonOf({ from, to, kind, why }) {
      if (kind !== ww) return undefined;
      const [one, other] = [from, to].map((each) => history.opName(each));
      const version = found.seen.at(why);
      const key = history.keyName(history.elementKeys.at(version));
      const reader = history.opName(found.witnesses.at(why));
      return `${reader}, which could see what ${one} had written to key ${key}, read ${history.elementName(version)} of ${other} there`;
    },
  });
}
