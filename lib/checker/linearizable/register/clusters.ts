/**
 * Which orders are possible once every read has its source, the write whose value it saw. A write and its readers form a
 * cluster, which stands together in every order; clusters that a cas connects form a chain, named by the first of them.
 * A chain has a zone (Gibbons and Korach, "Testing shared memories", 1997):
 *
 *     ├─ write 1 ─┤                     first  where the first of its operations had ended
 *            ├─ read 1 ─┤               last   where the last of them began
 *                     ├─ read 1 ─┤
 *                 └───┘ zone            first < last: the register held 1 all that time
 *
 * A chain must stand before another one if its first moment lies before the last moment of the other. Two that must each
 * stand before the other conflict. Law: where no two conflict there is an order, for a longer cycle contains one of two;
 * so none ever do, because a reader joins only where it fits.
 *
 * What holds the register is kept by moment, so that a zone that grows is compared with nothing but what it grows into.
 */
import { never } from '../search/schedule';
import { type Accesses, empty, grown, none } from './accesses';

export class Clusters {
  /** By call that reads: the call whose value it saw. */
  source = empty;
  /** By call that writes, the reader that joined last; by reader, the one that joined before it. */
  lastReader = empty;
  readerBefore = empty;
  #readerAfter = empty;
  /** By cluster, the cas that sees its value: the next cluster of the chain. */
  casReader = empty;
  /** By call, `never` while it is open. */
  ended = empty;
  /** By cluster, without the others of its chain. */
  #firstEnd = empty;
  #lastBegin = empty;
  /** By cluster, the last beginning in it and in those before it in its chain. */
  #latestBegin = empty;
  /** By cluster, the first one of its chain; by that one, the zone. */
  chain = empty;
  first = empty;
  last = empty;
  /** By moment: the chain whose zone begins there, and the chain that holds the register there. */
  beginning = empty;
  holder = empty;
  readonly #accesses: Accesses;
  /** Why a reader did not fit: readers whose sources are to blame, and calls that show it. */
  readonly blamed: number[] = [];
  readonly shown: number[] = [];
  /** Moments walked over; a measure of work. */
  work = 0;

  constructor(accesses: Accesses) {
    this.#accesses = accesses;
    this.begin(accesses.initialWrite);
    this.end(accesses.initialWrite, 0);
  }

  /** Makes room for as many calls and moments as there are accesses. */
  grow(): void {
    const calls = this.#accesses.begins.length;
    const moments = this.#accesses.callAt.length;
    this.source = grown(this.source, calls, none);
    this.lastReader = grown(this.lastReader, calls, none);
    this.readerBefore = grown(this.readerBefore, calls, none);
    this.#readerAfter = grown(this.#readerAfter, calls, none);
    this.casReader = grown(this.casReader, calls, none);
    this.ended = grown(this.ended, calls, never);
    this.#firstEnd = grown(this.#firstEnd, calls, never);
    this.#lastBegin = grown(this.#lastBegin, calls, none);
    this.#latestBegin = grown(this.#latestBegin, calls, none);
    this.chain = grown(this.chain, calls, none);
    this.first = grown(this.first, calls, never);
    this.last = grown(this.last, calls, none);
    this.beginning = grown(this.beginning, moments, none);
    this.holder = grown(this.holder, moments, none);
  }

  /** A call begins, and is a chain by itself. */
  begin(call: number): void {
    const begin = this.#accesses.begins[call] as number;
    if (call >= this.source.length || begin >= this.beginning.length) this.grow();
    this.chain[call] = call;
    this.#lastBegin[call] = begin;
    this.#latestBegin[call] = begin;
    this.last[call] = begin;
  }

  /** A call ends. Nothing conflicts with that: what begins and ends by now is no zone that holds anything. */
  end(call: number, moment: number): void {
    if (moment >= this.beginning.length) this.grow();
    this.ended[call] = moment;
    const source = this.source[call] as number;
    if (source !== none) this.#endWithin(source, moment);
    if (this.#accesses.leaves[call] !== none) this.#endWithin(call, moment);
  }

  #endWithin(cluster: number, moment: number): void {
    if ((this.#firstEnd[cluster] as number) <= moment) return;
    this.#firstEnd[cluster] = moment;
    const chain = this.chain[cluster] as number;
    if ((this.first[chain] as number) > moment) this.#setZone(chain, moment, this.last[chain] as number);
  }

  /** As if the call, which has no source, had not ended. */
  reopen(call: number): void {
    this.ended[call] = never;
    if (this.#accesses.leaves[call] === none) return;
    this.#recount(call);
    this.#follow(call);
  }

  /** Whether an order is left when the reader has its value from the writer; if not, `blamed` and `shown` say why. */
  fits(reader: number, writer: number): boolean {
    this.blamed.length = 0;
    this.shown.length = 0;
    const chain = this.chain[writer] as number;
    // A cas is the first of a chain until it has a source; it cannot follow itself.
    if (chain === reader) return this.#blameLinks(reader, writer);
    const isCas = this.#accesses.leaves[reader] !== none;
    const begin = this.#accesses.begins[reader] as number;
    const end = this.ended[reader] as number;
    if (isCas && this.casReader[writer] !== none) return this.#blame(this.casReader[writer] as number);
    if (!this.#fitsChain(reader, writer, begin, end, isCas)) return false;
    const first = Math.min(this.first[chain] as number, end, isCas ? (this.first[reader] as number) : never);
    const last = Math.max(this.last[chain] as number, begin, isCas ? (this.last[reader] as number) : none);
    const other = this.#conflicting(chain, first, last, isCas ? reader : none);
    if (other === none) return true;
    this.#blameMoment(first, reader, writer);
    this.#blameMoment(last, reader, writer);
    this.#blameMoment(this.first[other] as number, reader, other);
    this.#blameMoment(this.last[other] as number, reader, other);
    return false;
  }

  /** Whether the operations of a chain can follow one another: none began after one that stands behind it had ended. */
  #fitsChain(reader: number, writer: number, begin: number, end: number, isCas: boolean): boolean {
    const before = this.source[writer] as number;
    if (before !== none && end < (this.#latestBegin[before] as number)) {
      this.#blame(writer);
      return this.#blameMoment(this.#latestBegin[before] as number, reader, before);
    }
    // A writer that is a reader's successor in real time.
    if (end < (this.#accesses.begins[writer] as number)) return this.#show(writer);
    const latest = Math.max(this.#latestBegin[writer] as number, begin);
    for (let next = isCas ? reader : (this.casReader[writer] as number); next !== none; next = this.#nextOf(next)) {
      const firstEnd = this.#firstEnd[next] as number;
      if (firstEnd >= (isCas ? latest : begin)) continue;
      if (!isCas) this.#blameLinks(writer, next);
      else this.#blameMoment(latest, reader, writer);
      return this.#blameMoment(firstEnd, reader, next);
    }
    return true;
  }

  #nextOf(cluster: number): number {
    return this.casReader[cluster] as number;
  }

  /** A chain with which the zone conflicts. `joined` is the chain that becomes a part of it. */
  #conflicting(chain: number, first: number, last: number, joined: number): number {
    if (first === never) return none;
    const { holder, beginning } = this;
    if (last < first) {
      const held = holder[last] as number;
      return held !== none && held !== chain && held !== joined && holder[first] === held ? held : none;
    }
    const known = this.last[chain] as number;
    const isGrown = first === this.first[chain] && known > first;
    let moment = isGrown ? known + 1 : first;
    this.work += last - moment;
    for (; moment <= last; moment++) {
      const held = holder[moment] as number;
      if (held !== none && held !== chain && held !== joined) return held;
      const begun = beginning[moment] as number;
      if (begun !== none && begun !== chain && begun !== joined && (this.last[begun] as number) > first) return begun;
    }
    return none;
  }

  /** Whether a cluster is connected with no other. */
  isAlone(cluster: number): boolean {
    return this.source[cluster] === none && this.casReader[cluster] === none;
  }

  /** Blames what ended first in a chain, and what connects it to the first cluster of the chain. */
  blameFirstEnd(chain: number): void {
    this.blamed.length = 0;
    this.shown.length = 0;
    this.#blameMoment(this.first[chain] as number, none, chain);
  }

  #blame(reader: number): false {
    this.blamed.push(reader);
    return this.#show(reader);
  }

  #show(call: number): false {
    this.shown.push(call);
    return false;
  }

  /** The call at the moment belongs to the chain of a cluster; so it is to blame, and what connects the two. */
  #blameMoment(moment: number, reader: number, cluster: number): false {
    const call = this.#accesses.callAt[moment] as number;
    this.shown.push(call);
    const source = this.source[call] as number;
    if (call === reader) return false;
    if (source !== none) this.blamed.push(call);
    const own = source === none ? call : source;
    return this.#blameLinks(this.chain[own] === this.chain[cluster] ? cluster : reader, own);
  }

  /** Blames the cas between two clusters of a chain. */
  #blameLinks(a: number, b: number): false {
    if (a === b || this.chain[a] !== this.chain[b]) return false;
    const length = this.blamed.length;
    for (let next = this.casReader[a] as number; next !== none; next = this.casReader[next] as number) {
      this.blamed.push(next);
      if (next === b) return false;
    }
    this.blamed.length = length;
    for (let next = b; next !== a; ) {
      next = this.casReader[next] as number;
      this.blamed.push(next);
    }
    return false;
  }

  join(reader: number, writer: number): void {
    this.source[reader] = writer;
    const before = this.lastReader[writer] as number;
    this.lastReader[writer] = reader;
    this.readerBefore[reader] = before;
    this.#readerAfter[reader] = none;
    if (before !== none) this.#readerAfter[before] = reader;
    const begin = this.#accesses.begins[reader] as number;
    if (begin > (this.#lastBegin[writer] as number)) this.#lastBegin[writer] = begin;
    const end = this.ended[reader] as number;
    if (end < (this.#firstEnd[writer] as number)) this.#firstEnd[writer] = end;
    if (this.#accesses.leaves[reader] !== none) {
      this.casReader[writer] = reader;
      this.#setZone(reader, never, this.last[reader] as number);
    }
    this.#follow(writer);
  }

  leave(reader: number): void {
    const writer = this.source[reader] as number;
    const [before, after] = [this.readerBefore[reader] as number, this.#readerAfter[reader] as number];
    if (after === none) this.lastReader[writer] = before;
    else this.readerBefore[after] = before;
    if (before !== none) this.#readerAfter[before] = after;
    this.source[reader] = none;
    const { begins, leaves } = this.#accesses;
    if (begins[reader] === this.#lastBegin[writer] || this.ended[reader] === this.#firstEnd[writer])
      this.#recount(writer);
    if (leaves[reader] !== none) {
      this.casReader[writer] = none;
      this.#follow(writer);
      this.#follow(reader);
    } else {
      this.#follow(writer);
    }
  }

  #recount(writer: number): void {
    let begin = this.#accesses.begins[writer] as number;
    let end = this.ended[writer] as number;
    for (
      let reader = this.lastReader[writer] as number;
      reader !== none;
      reader = this.readerBefore[reader] as number
    ) {
      begin = Math.max(begin, this.#accesses.begins[reader] as number);
      end = Math.min(end, this.ended[reader] as number);
    }
    this.#lastBegin[writer] = begin;
    this.#firstEnd[writer] = end;
  }

  /** Brings the chain up to date from a cluster on, and its zone. */
  #follow(cluster: number): void {
    const before = this.source[cluster] as number;
    const chain = before === none ? cluster : (this.chain[before] as number);
    let latest = before === none ? none : (this.#latestBegin[before] as number);
    for (let next = cluster; next !== none; next = this.casReader[next] as number) {
      this.chain[next] = chain;
      latest = Math.max(latest, this.#lastBegin[next] as number);
      this.#latestBegin[next] = latest;
    }
    let first = never;
    for (let next = chain; next !== none; next = this.casReader[next] as number) {
      first = Math.min(first, this.#firstEnd[next] as number);
    }
    this.#setZone(chain, first, latest);
  }

  #setZone(chain: number, first: number, last: number): void {
    const { beginning, holder } = this;
    const oldFirst = this.first[chain] as number;
    const oldLast = this.last[chain] as number;
    if (oldFirst !== first) {
      if (oldFirst !== never) beginning[oldFirst] = none;
      if (first !== never) beginning[first] = chain;
    }
    if (oldFirst === first && oldFirst <= oldLast && last >= oldLast) {
      holder.fill(chain, oldLast, last + 1);
    } else {
      if (oldFirst < oldLast) holder.fill(none, oldFirst, oldLast + 1);
      if (first < last) holder.fill(chain, first, last + 1);
    }
    this.first[chain] = first;
    this.last[chain] = last;
  }
}
