/**
 * Whether writes come in one order to whoever looks (Sovran and others, "Transactional storage for geo-replicated systems",
 * 2011; Jepsen's long fork). Each key is written once, alone, and the keys of a group are read together, so of two reads of a
 * group one must have seen all that the other one saw:
 *
 *     T1 writes x     T2 writes y     T3 read x and not y     T4 read y and not x
 *
 * T3 says that x came first, T4 that y did: parallel snapshot isolation lets that happen, and snapshot isolation does not.
 * Reads of a group that saw equally much must have seen the same, and then each what those that saw less did: linear in
 * the reads, but for as many sorts as there are groups.
 */
import { counted } from '../../base/words';
import { type Account, count, tableOfAny } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker } from '../core/checker';
import { maxAnomalies } from '../core/finding';
import type { Cycle } from './cycles';
import { rw, wr } from './graph';
import { Oddities } from './oddities';
import { initialVersion, RegisterHistory } from './register-history';
import { RegisterVersions } from './register-versions';
import { type Told, toldCycle, toldOddity } from './told';
import { committed, readStep } from './transaction-history';

export interface LongForkDetails {
  readonly writes: number;
  /** Of groups, acknowledged. */
  readonly reads: number;
  readonly groups: number;
  /** Reads that saw some of a group and not all of it, which alone can show a fork. */
  readonly partial: number;
  readonly found: readonly { readonly kind: string; readonly reason: string; readonly operation: number }[];
}

export const longFork: Checker<LongForkDetails> = {
  check(history, _context, budget) {
    const forks = new Forks(new ForkHistory(history, budget), budget);
    const told = forks.told();
    const [first] = told;
    const { reads, groups, partial } = forks;
    const details: LongForkDetails = {
      ...{ writes: forks.history.elements.length, reads, groups, partial },
      found: told.map(({ kind, reason, anomaly }) => ({ kind, reason, operation: anomaly.operations[0] ?? 0 })),
    };
    const isUntested = first === undefined && partial === 0;
    return {
      valid: first ? false : isUntested ? 'unknown' : true,
      ...(isUntested && { isUntested }),
      sentence: first
        ? `${first.anomaly.title}: ${first.reason}.${told.length > 1 ? ` ${told.length - 1} more.` : ''}`
        : isUntested
          ? 'No read saw some of a group of keys and not all of it, so no fork could show.'
          : `${counted(reads, 'read')} of ${counted(groups, 'group')} of keys saw the writes in one order.`,
      isNoteworthy: first !== undefined || isUntested,
      anomalies: told.slice(0, maxAnomalies).map(({ anomaly }) => anomaly),
      details,
    };
  },
  account: longForkAccount,
};

/** Other programs call transactions by what they do. */
class ForkHistory extends RegisterHistory {
  protected override functions(): readonly string[] {
    return ['txn', 'read', 'write'];
  }
}

/** What a transaction read of a group: which of its keys had been written. */
interface GroupRead {
  readonly transaction: number;
  /** The versions, by place among the keys of the group; `initialVersion` where there was none. */
  readonly versions: readonly number[];
  readonly seen: number;
}

class Forks {
  readonly history: ForkHistory;
  readonly #oddities = new Oddities();
  readonly #byGroup = new Map<string, GroupRead[]>();
  reads = 0;
  partial = 0;

  /** @throws an Error that names the op, where a key is written twice or a transaction both reads and writes */
  constructor(history: ForkHistory, budget: Budget) {
    this.history = history;
    new RegisterVersions(history, this.#oddities, budget);
    const written = new Map<number, number>();
    for (const transaction of budget.places(history)) this.#add(transaction, written);
  }

  get groups(): number {
    return this.#byGroup.size;
  }

  #add(transaction: number, written: Map<number, number>): void {
    const { history } = this;
    const { firstStep, stepKeys, stepElements, stepVersions } = history;
    const [first, end] = [firstStep.at(transaction), firstStep.at(transaction + 1)];
    const versionOf = new Map<number, number>();
    for (let step = first; step < end; step++) {
      const [key, element] = [stepKeys.at(step), stepElements.at(step)];
      if (element < 0) {
        if (element === readStep) versionOf.set(key, stepVersions.at(step));
        continue;
      }
      const other = written.get(key);
      const name = history.opName(transaction);
      if (other !== undefined)
        throw new Error(
          `${name}: it writes key ${history.keyName(key)}, and so does ${history.opName(other)}; a fork shows in keys that are written once`,
        );
      if (end - first > 1)
        throw new Error(
          `${name}: it does more than write key ${history.keyName(key)}; a fork shows in writes that stand alone`,
        );
      written.set(key, transaction);
    }
    if (history.outcomes.at(transaction) !== committed || versionOf.size === 0) return;
    const keys = [...versionOf.keys()].sort((a, b) => a - b);
    const versions = keys.map((key) => versionOf.get(key) as number);
    const seen = versions.filter((version) => version !== initialVersion).length;
    this.reads++;
    if (seen > 0 && seen < keys.length) this.partial++;
    const group = this.#byGroup.get(keys.join()) ?? [];
    this.#byGroup.set(keys.join(), group);
    group.push({ transaction, versions, seen });
  }

  told(): readonly Told[] {
    const forks = [...this.#byGroup.values()].flatMap((reads) => this.#forkOf(reads) ?? []);
    const kept = this.#oddities.kept.filter(({ kind }) => kind === 'G1a' || kind === 'internal');
    return [...forks, ...kept.map((oddity) => toldOddity(this.history, oddity))];
  }

  /** Of reads by how much they saw, the first two neighbours of which neither saw all that the other one did. */
  #forkOf(reads: readonly GroupRead[]): Told | undefined {
    const bySeen = [...reads].sort((a, b) => a.seen - b.seen);
    for (const [i, read] of bySeen.entries()) {
      const less = bySeen[i - 1];
      if (less === undefined) continue;
      const missed = less.versions.findIndex(
        (version, place) => version !== initialVersion && read.versions[place] === initialVersion,
      );
      if (missed !== -1) return this.#toldFork(less, read, missed);
    }
    return undefined;
  }

  /** One saw a version and not another one, which the other one saw, and not the first. */
  #toldFork(one: GroupRead, other: GroupRead, place: number): Told {
    const first = one.versions[place] as number;
    const second = other.versions.find(
      (version, at) => version !== initialVersion && one.versions[at] === initialVersion,
    ) as number;
    const writerOf = (version: number) => this.history.elementTransactions.at(version);
    const cycle: Cycle = {
      name: 'G-nonadjacent',
      steps: [
        { from: writerOf(first), to: one.transaction, kind: wr, why: first },
        { from: one.transaction, to: writerOf(second), kind: rw, why: second },
        { from: writerOf(second), to: other.transaction, kind: wr, why: second },
        { from: other.transaction, to: writerOf(first), kind: rw, why: first },
      ],
    };
    return toldCycle(this.history, cycle, { title: 'Long fork (G-nonadjacent)' });
  }
}

function longForkAccount({ writes, reads, groups, partial, found }: LongForkDetails): Account {
  return {
    facts: [
      count('Writes', writes),
      count('Reads', reads),
      count('Groups of keys', groups),
      count('Reads that saw a part of a group', partial),
    ],
    tables: tableOfAny(
      'Anomalies',
      ['anomaly', 'why'],
      found.map(({ kind, reason, operation }) => [kind, { text: reason, operation }]),
    ),
  };
}
