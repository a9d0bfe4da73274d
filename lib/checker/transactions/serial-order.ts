/**
 * Looks for a serial order without ever taking a step back: each transaction is put behind those that must come before it, once
 * its reads are what is there and nobody is left to read what it overwrites. Where it gets to the end it has an order
 * of the writes that is worth a try; where it does not, that says nothing. Of those that could be next it takes first who
 * leaves nothing behind that is still to be read, for that takes no choice from the others, and then who is needed first.
 */
import { IntColumn } from '../../base/column';
import type { Budget } from '../core/budget';
import type { Graph } from './graph';
import { startsOf } from './happened-before';
import { initialVersion } from './register-history';
import type { RegisterVersions } from './register-versions';
import { none } from './transaction-history';

/**
 * By transaction its place in the order; nothing where it did not get to the end.
 *
 * @param graph of what must come before what, of the edges that count
 */
export function serialOrder(versions: RegisterVersions, graph: Graph, budget: Budget): Int32Array | undefined {
  return new SerialOrder(versions, graph).find(budget);
}

class SerialOrder {
  readonly #versions: RegisterVersions;
  readonly #graph: Graph;
  /** By node how many must still come before it. */
  readonly #waitsFor: Int32Array;
  /** By version, and behind these by key as it was at first, how many are still to read it. */
  readonly #toRead: Int32Array;
  /** By key the version that is there, numbered in the same way. */
  readonly #current: Int32Array;
  /** By version who waits until it is there, or until nobody is left to read it. */
  readonly #waiting = new Map<number, number[]>();
  /** By transaction, when it or a reader of what it leaves behind is done first. */
  readonly #neededAt: Int32Array;
  readonly #firstRead: Int32Array;
  readonly #firstElement: Int32Array;
  /** Those that may be next: who leaves nothing to read, and the others. */
  readonly #harmless: Queue;
  readonly #others: Queue;

  constructor(versions: RegisterVersions, graph: Graph) {
    const { history, readers, isLate } = versions;
    this.#versions = versions;
    this.#graph = graph;
    this.#waitsFor = new Int32Array(graph.nodes);
    for (const node of graph.to) this.#waitsFor[node] = (this.#waitsFor[node] as number) + 1;
    const { length } = history.elements;
    this.#toRead = new Int32Array(length + history.keys.length);
    this.#current = Int32Array.from(history.keys, (_, key) => length + key);
    this.#firstRead = startsOf(readers, history.length);
    this.#firstElement = startsOf(history.elementTransactions, history.length);
    this.#neededAt = new Int32Array(history.length);
    for (let transaction = 0; transaction < history.length; transaction++) {
      const completed = history.completed.at(transaction);
      this.#neededAt[transaction] = completed === none ? history.ops.length : completed;
    }
    for (let read = 0; read < readers.length; read++) {
      if (isLate.at(read) === 1) continue;
      const version = this.#versionAt(read);
      this.#toRead[version] = (this.#toRead[version] as number) + 1;
      if (version >= length) continue;
      const writer = history.elementTransactions.at(version);
      const done = history.completed.at(readers.at(read));
      if (done < (this.#neededAt[writer] as number)) this.#neededAt[writer] = done;
    }
    this.#harmless = new Queue(this.#neededAt);
    this.#others = new Queue(this.#neededAt);
  }

  #versionAt(read: number): number {
    const version = this.#versions.readVersions.at(read);
    return version === initialVersion
      ? this.#versions.history.elements.length + this.#versions.readKeys.at(read)
      : version;
  }

  find(budget: Budget): Int32Array | undefined {
    const { length } = this.#versions.history;
    const places = new Int32Array(length);
    let left = 0;
    for (let transaction = 0; transaction < length; transaction++) left += this.#versions.isCommitted[transaction] ?? 0;
    const free = new IntColumn();
    for (let node = 0; node < this.#graph.nodes; node++) if (this.#waitsFor[node] === 0) free.push(node);
    for (let i = 0; i < free.length; i++) this.#free(free.at(i));
    for (let place = 0; ; ) {
      const next = this.#harmless.take() ?? this.#others.take();
      if (next === undefined) return left === 0 ? places : undefined;
      if (budget.spend()) return undefined;
      const obstacle = this.#obstacleTo(next);
      if (obstacle === none) {
        places[next] = place++;
        this.#put(next);
        left--;
      } else this.#wait(next, obstacle);
    }
  }

  /** Nothing stands before it any more. Passages stand for nothing, and what is not committed takes no part. */
  #free(node: number): void {
    if (node >= this.#versions.history.length) this.#leave(node);
    else if (this.#versions.isCommitted[node] === 1) this.#offer(node);
  }

  #leave(node: number): void {
    const open = [node];
    for (let i = 0; i < open.length; i++) {
      const from = open[i] as number;
      for (let edge = this.#graph.starts[from] as number; edge < (this.#graph.starts[from + 1] as number); edge++) {
        const to = this.#graph.to[edge] as number;
        this.#waitsFor[to] = (this.#waitsFor[to] as number) - 1;
        if (this.#waitsFor[to] !== 0) continue;
        if (to >= this.#versions.history.length) open.push(to);
        else this.#free(to);
      }
    }
  }

  #offer(transaction: number): void {
    const isHarmless = this.#installed(transaction).every((version) => this.#toRead[version] === 0);
    (isHarmless ? this.#harmless : this.#others).add(transaction);
  }

  #installed(transaction: number): readonly number[] {
    const versions: number[] = [];
    const end = this.#firstElement[transaction + 1] as number;
    for (let version = this.#firstElement[transaction] as number; version < end; version++)
      if (this.#versions.isInstalled(version)) versions.push(version);
    return versions;
  }

  /** The version that it waits for, or whose readers it waits for. */
  #obstacleTo(transaction: number): number {
    const { readKeys, isLate, history } = this.#versions;
    const own = new Set<number>();
    for (
      let read = this.#firstRead[transaction] as number;
      read < (this.#firstRead[transaction + 1] as number);
      read++
    ) {
      if (isLate.at(read) === 1) continue;
      const version = this.#versionAt(read);
      if (this.#current[readKeys.at(read)] !== version) return version;
      own.add(version);
    }
    for (const version of this.#installed(transaction)) {
      const overwritten = this.#current[history.elementKeys.at(version)] as number;
      if ((this.#toRead[overwritten] as number) > (own.has(overwritten) ? 1 : 0)) return overwritten;
    }
    return none;
  }

  #wait(transaction: number, version: number): void {
    const known = this.#waiting.get(version);
    if (known) known.push(transaction);
    else this.#waiting.set(version, [transaction]);
  }

  #wake(version: number): void {
    const woken = this.#waiting.get(version);
    this.#waiting.delete(version);
    for (const transaction of woken ?? []) this.#offer(transaction);
  }

  #put(transaction: number): void {
    const { isLate, history } = this.#versions;
    for (
      let read = this.#firstRead[transaction] as number;
      read < (this.#firstRead[transaction + 1] as number);
      read++
    ) {
      if (isLate.at(read) === 1) continue;
      const version = this.#versionAt(read);
      this.#toRead[version] = (this.#toRead[version] as number) - 1;
      // One who has read it itself waits for the last of the others.
      if ((this.#toRead[version] as number) <= 1) this.#wake(version);
    }
    for (const version of this.#installed(transaction)) {
      const key = history.elementKeys.at(version);
      const overwritten = this.#current[key] as number;
      this.#current[key] = version;
      this.#wake(overwritten);
      this.#wake(version);
    }
    this.#leave(transaction);
  }
}

/** A heap: gives who is needed first. */
class Queue {
  readonly #neededAt: Int32Array;
  readonly #heap = new IntColumn();

  constructor(neededAt: Int32Array) {
    this.#neededAt = neededAt;
  }

  #isBefore(one: number, other: number): boolean {
    return (this.#neededAt[this.#heap.at(one)] as number) < (this.#neededAt[this.#heap.at(other)] as number);
  }

  #swap(one: number, other: number): void {
    const kept = this.#heap.at(one);
    this.#heap.put(one, this.#heap.at(other));
    this.#heap.put(other, kept);
  }

  add(transaction: number): void {
    let place = this.#heap.length;
    this.#heap.push(transaction);
    for (let above = (place - 1) >> 1; place > 0 && this.#isBefore(place, above); above = (place - 1) >> 1) {
      this.#swap(place, above);
      place = above;
    }
  }

  take(): number | undefined {
    const { length } = this.#heap;
    if (length === 0) return undefined;
    const first = this.#heap.at(0);
    this.#heap.put(0, this.#heap.at(length - 1));
    this.#heap.length--;
    for (let place = 0; ; ) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2])
        if (child < this.#heap.length && this.#isBefore(child, least)) least = child;
      if (least === place) return first;
      this.#swap(place, least);
      place = least;
    }
  }
}
