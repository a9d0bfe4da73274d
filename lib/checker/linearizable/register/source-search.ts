/**
 * Finds a source for every read, one read after the other as they return, so that no two chains of clusters conflict (see
 * clusters.ts). Where a read fits none, others must move: the search takes back the latest of those that are to blame and
 * remembers why, without forgetting what came between (Ginsberg, "Dynamic backtracking", 1993). Nobody to blame: the read
 * that returned has no source whatever the others have, and the history until then has no order.
 *
 * A crashed operation is there only if its value was seen. A crashed cas whose value was seen needs a source like a read.
 */
import { never } from '../search/schedule';
import { type Accesses, empty, grown, none } from './accesses';
import { Clusters } from './clusters';

/** A source that a reader cannot have while the sources of others stay what they are. */
interface Exclusion {
  readonly writer: number;
  /** Whether it excludes all crashed writes of the value that nobody saw and that began before the reader: they are alike. */
  readonly isOfAllUnseen: boolean;
  /** Writers that were no source for others either, which is a part of the reason. */
  readonly tried: readonly number[];
  readonly blamed: readonly number[];
  /** When each of the blamed got its source; if it has got another since, the exclusion means nothing. */
  readonly since: readonly number[];
  readonly shown: readonly number[];
}

/** The calls that leave a value. */
interface Written {
  /** In the order of their beginnings. */
  readonly writers: number[];
  /** How many of these crashed, or were replaced before whatever may still have to find a source. */
  passed: number;
  /** Of those that were passed: the crashed, and in a history that goes on those that were open then. */
  readonly ghosts: number[];
  /** The ghosts that have ended since. */
  answered: number[];
  /** Former ghosts, and for each the first call that it was replaced before: only earlier ones may have it as a source. */
  readonly past: number[];
  readonly pastFrom: number[];
}

export type Placed =
  | { readonly kind: 'placed' }
  /** Calls that show that no order is left. */
  | { readonly kind: 'impossible'; readonly shown: readonly number[] }
  | { readonly kind: 'stopped' };

/** Sources that are taken back before another crashed write is taken to have happened. */
const frugalRepairs = 16;

const placed: Placed = { kind: 'placed' };

export class SourceSearch {
  readonly clusters: Clusters;
  readonly #accesses: Accesses;
  readonly #byValue: Written[] = [];
  /** By reader: how many writers of its value had been passed when it began. */
  #from = empty;
  /** By moment: the latest beginning of a write that had ended before. */
  #replacedBy = empty;
  #now = 0;
  /** By reader: when it got its source. */
  #since = empty;
  #clock = 0;
  readonly #exclusions = new Map<number, Exclusion[]>();
  /** By call: whether it turned out not to have happened. */
  #isWithdrawn = new Uint8Array(0);
  /** Whether no ghost may be seen that nobody sees yet: they are few, and a repair may do without one. */
  #isFrugal = false;
  /** Ghosts looked at; a measure of work. */
  looked = 0;
  /** Sources that were taken back since the last call was placed: what they were before. */
  readonly #undo = new Map<number, number>();

  constructor(accesses: Accesses) {
    this.#accesses = accesses;
    this.clusters = new Clusters(accesses);
    this.#grow();
    this.#written(accesses.leaves[accesses.initialWrite] as number).writers.push(accesses.initialWrite);
    this.#replacedBy[0] = 0;
  }

  #grow(): void {
    const calls = this.#accesses.begins.length;
    this.#from = grown(this.#from, calls, 0);
    this.#since = grown(this.#since, calls, 0);
    const isWithdrawn = new Uint8Array(calls);
    isWithdrawn.set(this.#isWithdrawn);
    this.#isWithdrawn = isWithdrawn;
    this.#replacedBy = grown(this.#replacedBy, this.#accesses.callAt.length, none);
  }

  #written(value: number): Written {
    let written = this.#byValue[value];
    if (!written) {
      while (this.#byValue.length <= value) {
        this.#byValue.push({ writers: [], passed: 0, ghosts: [], answered: [], past: [], pastFrom: [] });
      }
      written = this.#byValue[value] as Written;
    }
    return written;
  }

  #writersOf(value: number): readonly number[] {
    return this.#written(value).writers;
  }

  /**
   * A call begins.
   *
   * @param oldest - where the oldest read began that has not ended, for who learns of a read only when it ends
   */
  begin(call: number, oldest = this.#accesses.begins[call] as number): void {
    const { begins, expects, leaves } = this.#accesses;
    const moment = begins[call] as number;
    if (call >= this.#from.length || moment >= this.#replacedBy.length) this.#grow();
    this.#goTo(moment);
    this.clusters.begin(call);
    const value = leaves[call] as number;
    if (value !== none) this.#written(value).writers.push(call);
    const expected = expects[call] as number;
    if (expected === none) return;
    const written = this.#written(expected);
    const earliest = Math.min(oldest, moment);
    this.#from[call] = this.#pass(written, earliest);
    if (written.answered.length > 0) this.#layToRest(written, earliest, call);
  }

  #goTo(moment: number): void {
    if (moment <= this.#now) return;
    const latest = this.#replacedBy[this.#now] as number;
    while (this.#now < moment) this.#replacedBy[++this.#now] = latest;
  }

  /** How many writers of a value were replaced, or crashed, before whatever begins from a moment on. */
  #pass(written: Written, moment: number): number {
    const { writers, ghosts } = written;
    const { ends } = this.#accesses;
    const replacedBy = this.#replacedBy[moment] as number;
    for (; written.passed < writers.length; written.passed++) {
      const writer = writers[written.passed] as number;
      if (this.#isWithdrawn[writer] === 1) continue;
      if (ends[writer] === never) ghosts.push(writer);
      else if ((this.clusters.ended[writer] as number) >= replacedBy) break;
    }
    return written.passed;
  }

  /** Sets aside the ghosts that ended and were replaced before the moment: they are no source of the call, nor of later ones. */
  #layToRest(written: Written, moment: number, call: number): void {
    const { ghosts, past, pastFrom } = written;
    const replacedBy = this.#replacedBy[moment] as number;
    written.answered = written.answered.filter((ghost) => {
      if ((this.clusters.ended[ghost] as number) >= replacedBy) return true;
      ghosts.splice(ghosts.lastIndexOf(ghost), 1);
      past.push(ghost);
      pastFrom.push(call);
      return false;
    });
  }

  /** A writer that was begun did not happen. False: its readers have no other source. */
  withdraw(writer: number, mayRepair: () => boolean): boolean {
    const { clusters } = this;
    this.#undo.clear();
    const readers: number[] = [];
    while (clusters.lastReader[writer] !== none) {
      const reader = clusters.lastReader[writer] as number;
      readers.push(reader);
      this.#release(reader);
    }
    this.#isWithdrawn[writer] = 1;
    const { ghosts } = this.#written(this.#accesses.leaves[writer] as number);
    const place = ghosts.lastIndexOf(writer);
    if (place >= 0) ghosts.splice(place, 1);
    return this.#repair(readers, mayRepair).kind === 'placed';
  }

  /** A call ends and must have happened by now. `mayRepair` is asked before each step of a repair. */
  end(call: number, mayRepair: () => boolean): Placed {
    const { ends, expects, leaves, begins } = this.#accesses;
    const moment = ends[call] as number;
    if (moment >= this.#replacedBy.length) this.#grow();
    this.#goTo(moment);
    this.clusters.end(call, moment);
    if (leaves[call] !== none) {
      this.#replacedBy[moment] = Math.max(this.#replacedBy[moment] as number, begins[call] as number);
      const { writers, passed, answered } = this.#written(leaves[call] as number);
      if (passed > 0 && call <= (writers[passed - 1] as number)) answered.push(call);
    }
    if (expects[call] === none || this.clusters.source[call] !== none || this.#joinsYoungest(call)) return placed;
    return this.#place(call, mayRepair);
  }

  #place(call: number, mayRepair: () => boolean): Placed {
    const hasGhosts = this.#written(this.#accesses.expects[call] as number).ghosts.length > 0;
    if (hasGhosts) {
      let repairsLeft = frugalRepairs;
      this.#isFrugal = true;
      this.#undo.clear();
      const met = this.#repair([call], () => repairsLeft-- > 0 && mayRepair());
      this.#isFrugal = false;
      if (met.kind === 'placed') return met;
      this.#takeBack();
    }
    this.#undo.clear();
    const met = this.#repair([call], mayRepair);
    if (met.kind === 'impossible') {
      this.#takeBack();
      this.clusters.reopen(call);
    }
    return met;
  }

  /** Nearly every read fits the youngest writer of its value that holds a place. */
  #joinsYoungest(reader: number): boolean {
    const { clusters } = this;
    const { begins, expects } = this.#accesses;
    const writers = this.#writersOf(expects[reader] as number);
    const replacedBy = this.#replacedBy[begins[reader] as number] as number;
    const from = this.#from[reader] as number;
    for (let place = writers.length - 1; place >= from; place--) {
      const writer = writers[place] as number;
      if (writer === reader || (clusters.ended[writer] as number) < replacedBy) continue;
      if (clusters.first[clusters.chain[writer] as number] === never || !clusters.fits(reader, writer)) continue;
      this.#join(reader, writer);
      return true;
    }
    return false;
  }

  #join(reader: number, writer: number): void {
    this.clusters.join(reader, writer);
    this.#since[reader] = ++this.#clock;
  }

  #repair(calls: readonly number[], mayRepair: () => boolean): Placed {
    const waiting = [...calls];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      // An unseen crashed cas needs no source any more.
      if (!this.#isNeeded(next) || this.clusters.source[next] !== none) continue;
      const dead = this.#assign(next, waiting);
      if (!dead) continue;
      if (!mayRepair()) return { kind: 'stopped' };
      const culprit = this.#latestOf(dead.blamed);
      if (culprit === none) return { kind: 'impossible', shown: [...dead.shown] };
      this.#exclude(culprit, dead);
      this.#release(culprit);
      waiting.push(culprit, next);
    }
    return placed;
  }

  #isNeeded(call: number): boolean {
    return this.clusters.ended[call] !== never || this.clusters.lastReader[call] !== none;
  }

  #latestOf(readers: Iterable<number>): number {
    let latest = none;
    for (const reader of readers) {
      if (latest === none || (this.#since[reader] as number) > (this.#since[latest] as number)) latest = reader;
    }
    return latest;
  }

  #exclude(reader: number, { blamed, shown, tried }: Dead): void {
    const { clusters } = this;
    const { begins, ends } = this.#accesses;
    const writer = clusters.source[reader] as number;
    const others = [...blamed].filter((other) => other !== reader);
    const isOfAllUnseen =
      ends[writer] === never &&
      (begins[writer] as number) < (begins[reader] as number) &&
      this.#accesses.expects[writer] === none &&
      !tried.has(writer) &&
      others.every((other) => clusters.source[other] !== writer);
    const exclusions = this.#exclusions.get(reader) ?? [];
    this.#exclusions.set(reader, exclusions);
    exclusions.push({
      writer,
      isOfAllUnseen,
      blamed: others,
      since: others.map((other) => this.#since[other] as number),
      shown: [...shown],
      tried: [...tried],
    });
  }

  #release(reader: number): void {
    const { clusters } = this;
    const writer = clusters.source[reader] as number;
    if (!this.#undo.has(reader)) this.#undo.set(reader, writer);
    clusters.leave(reader);
    this.#since[reader] = 0;
    // A crashed cas that nobody sees any more did not happen.
    if (clusters.source[writer] !== none && !this.#isNeeded(writer)) this.#release(writer);
  }

  /** Sources as they were before the last call: an order of all before it. */
  #takeBack(): void {
    const { clusters } = this;
    for (const reader of this.#undo.keys()) if (clusters.source[reader] !== none) clusters.leave(reader);
    for (const [reader, writer] of this.#undo) if (writer !== none) this.#join(reader, writer);
    this.#exclusions.clear();
  }

  /** Gives the reader a source; what kept it from each if it has none. */
  #assign(reader: number, waiting: number[]): Dead | undefined {
    const { clusters } = this;
    const exclusions = this.#standing(reader);
    const dead = new Dead(reader);
    const writer = this.#firstFitting(reader, this.#listed(reader, dead), exclusions, dead);
    const source = writer === none && !this.#isFrugal ? this.#fittingGhost(reader, exclusions, dead) : writer;
    if (source !== none) {
      this.#join(reader, source);
      if (!this.#undo.has(reader)) this.#undo.set(reader, none);
      if (this.#accesses.expects[source] !== none && clusters.source[source] === none) waiting.push(source);
      return undefined;
    }
    for (const exclusion of exclusions) dead.addExclusion(exclusion);
    if (clusters.ended[reader] === never) {
      // It needs a source, and one that began by now, only because of what ended behind it.
      clusters.blameFirstEnd(reader);
      dead.add(clusters.blamed, clusters.shown);
    }
    return dead;
  }

  #firstFitting(reader: number, writers: readonly number[], exclusions: readonly Exclusion[], dead: Dead): number {
    const { clusters } = this;
    let isUnseenTried = exclusions.some((exclusion) => exclusion.isOfAllUnseen);
    for (const writer of writers) {
      const isAlike = this.#isUnseenBefore(writer, reader);
      if ((isAlike && isUnseenTried) || exclusions.some((exclusion) => exclusion.writer === writer)) continue;
      isUnseenTried ||= isAlike;
      if (clusters.fits(reader, writer)) return writer;
      dead.add(clusters.blamed, clusters.shown);
      dead.tried.add(writer);
    }
    return none;
  }

  #isUnseenBefore(writer: number, reader: number): boolean {
    const { begins, ends, expects } = this.#accesses;
    return (
      ends[writer] === never &&
      expects[writer] === none &&
      this.clusters.lastReader[writer] === none &&
      (begins[writer] as number) < (begins[reader] as number)
    );
  }

  #standing(reader: number): readonly Exclusion[] {
    const exclusions = this.#exclusions.get(reader);
    if (!exclusions) return noExclusions;
    const standing = exclusions.filter(({ blamed, since }) =>
      blamed.every((other, place) => this.#since[other] === since[place]),
    );
    this.#exclusions.set(reader, standing);
    return standing;
  }

  /** Of the writers that had not been passed, the most promising first: those that hold a place, the youngest of all. */
  #listed(reader: number, dead: Dead): readonly number[] {
    const { clusters } = this;
    const { begins, ends, expects, callAt } = this.#accesses;
    const writers = this.#writersOf(expects[reader] as number);
    const end = clusters.ended[reader] as number;
    const replacedBy = this.#replacedBy[begins[reader] as number] as number;
    const from = this.#from[reader] as number;
    const placed: number[] = [];
    const unplaced: number[] = [];
    const crashed: number[] = [];
    for (let place = writers.length - 1; place >= from; place--) {
      const writer = writers[place] as number;
      if ((begins[writer] as number) > end || writer === reader || this.#isWithdrawn[writer] === 1) continue;
      if ((clusters.ended[writer] as number) < replacedBy) dead.add([], [writer, callAt[replacedBy] as number]);
      else if (clusters.first[clusters.chain[writer] as number] !== never) placed.push(writer);
      else (ends[writer] === never ? crashed : unplaced).push(writer);
    }
    // The youngest of those that were passed stands for all of them.
    if (from > 0) dead.add([], [writers[from - 1] as number, callAt[replacedBy] as number]);
    return unplaced.length + crashed.length === 0 ? placed : placed.concat(unplaced, crashed);
  }

  /** Those of a value that had not been replaced when the reader began. */
  #ghostsFor(reader: number, value: number): readonly number[] {
    const { ghosts, past, pastFrom } = this.#written(value);
    let from = past.length;
    while (from > 0 && (pastFrom[from - 1] as number) > reader) from--;
    return from === past.length ? ghosts : past.slice(from).concat(ghosts);
  }

  /** A crashed writer that was passed: there may be hundreds, and most were seen so long ago that they cannot fit. */
  #fittingGhost(reader: number, exclusions: readonly Exclusion[], dead: Dead): number {
    const { clusters } = this;
    const { begins, expects, callAt } = this.#accesses;
    const value = expects[reader] as number;
    // Those that were passed after the reader began are listed.
    const listedFrom = this.#writersOf(value)[this.#from[reader] as number] ?? never;
    const replacedBy = this.#replacedBy[begins[reader] as number] as number;
    const late: number[] = [];
    const unseen: number[] = [];
    const early: number[] = [];
    const connected: number[] = [];
    for (const ghost of this.#ghostsFor(reader, value)) {
      this.looked++;
      if (ghost >= listedFrom || ghost === reader) continue;
      const first = clusters.first[clusters.chain[ghost] as number] as number;
      if (first === never) unseen.push(ghost);
      else if (first >= replacedBy) late.push(ghost);
      else (clusters.isAlone(ghost) ? early : connected).push(ghost);
    }
    const fitting = this.#firstFitting(reader, late.concat(unseen, connected), exclusions, dead);
    if (fitting !== none) return fitting;
    // Seen before what replaced it began: so no more when the reader began.
    for (const ghost of early) {
      clusters.blameFirstEnd(ghost);
      dead.add(clusters.blamed, clusters.shown);
      dead.add([], [callAt[replacedBy] as number]);
      dead.tried.add(ghost);
    }
    return none;
  }
}

const noExclusions: readonly Exclusion[] = [];

/** What kept a reader from each of its sources. */
class Dead {
  readonly blamed = new Set<number>();
  readonly shown: Set<number>;
  readonly tried = new Set<number>();

  constructor(reader: number) {
    this.shown = new Set([reader]);
  }

  add(blamed: readonly number[], shown: readonly number[]): void {
    for (const reader of blamed) this.blamed.add(reader);
    for (const call of shown) this.shown.add(call);
  }
  addExclusion({ writer, blamed, shown, tried }: Exclusion): void {
    this.add(blamed, shown);
    this.tried.add(writer);
    for (const other of tried) this.tried.add(other);
  }
}
