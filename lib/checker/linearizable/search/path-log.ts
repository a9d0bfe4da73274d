/**
 * How each configuration came about: a log of taken operations, each with the entry before it. Paths share their
 * beginnings. Whenever the log has doubled, entries that no configuration can reach any more are thrown out, and the
 * beginning that all of them share is settled: it is set down as it is and never looked at again. So what is held of a
 * long history is little more than one path, and the work stays linear.
 *
 *     settled        in the log
 *     1 ← 4 ← 2      ← 3 ← 5        two configurations, one after 3 5 and one after 3 7;
 *                      ↖ 7          3 is settled the next time
 */
import { present } from '../../../base/assert';

/** The path of a configuration that has taken nothing but what is settled. */
export const noPath = -1;

/** Few, for histories of a few seconds are judged by the thousand. */
const initialCapacity = 256;

/** Entries are thrown out only when there are many. */
const minEntries = 4096;

/** What is settled is kept in blocks, so that it never moves. */
const blockLength = 2 ** 16;

/** One path from its beginning: which calls were taken, and at which event of the schedule each. */
export interface Path {
  readonly calls: Int32Array;
  readonly events: Int32Array;
}

export class PathLog {
  #before = new Int32Array(initialCapacity);
  #calls = new Int32Array(initialCapacity);
  #events = new Int32Array(initialCapacity);
  #length = 0;
  #compactAt = minEntries;
  readonly #settled: Path[] = [];
  #settledLength = 0;

  add(before: number, call: number, event: number): number {
    const entry = this.#length++;
    if (entry >= this.#before.length) this.#grow();
    this.#before[entry] = before;
    this.#calls[entry] = call;
    this.#events[entry] = event;
    return entry;
  }

  get isFull(): boolean {
    return this.#length >= this.#compactAt;
  }

  /** Keeps what the first `count` paths reach, settles what they share, and renumbers them in place. */
  compact(paths: Int32Array, count: number): void {
    const before = this.#before;
    const calls = this.#calls;
    const events = this.#events;
    const length = this.#length;
    const uses = this.#countUses(paths, count);
    let isShared = uses.none === 1;
    let last = noPath;
    let place = 0;
    const { entries: kept } = uses;
    for (let entry = 0; entry < length; entry++) {
      const used = kept[entry] as number;
      if (used === 0) continue;
      const previous = before[entry] as number;
      if (isShared && used === 1 && previous === last && !isHead(paths, count, entry)) {
        this.#settle(calls[entry] as number, events[entry] as number);
        kept[entry] = noPath;
        last = entry;
        continue;
      }
      isShared = false;
      before[place] = previous < 0 ? noPath : (kept[previous] as number);
      calls[place] = calls[entry] as number;
      events[place] = events[entry] as number;
      kept[entry] = place++;
    }
    for (let i = 0; i < count; i++) if ((paths[i] as number) >= 0) paths[i] = kept[paths[i] as number] as number;
    this.#length = place;
    this.#compactAt = Math.max(minEntries, 2 * place);
  }

  read(path: number): Path {
    let length = this.#settledLength;
    for (let entry = path; entry >= 0; entry = this.#before[entry] as number) length++;
    const calls = new Int32Array(length);
    const events = new Int32Array(length);
    for (let entry = path; entry >= 0; entry = this.#before[entry] as number) {
      calls[--length] = this.#calls[entry] as number;
      events[length] = this.#events[entry] as number;
    }
    for (const [number, block] of this.#settled.entries()) {
      const start = number * blockLength;
      const end = Math.min(blockLength, this.#settledLength - start);
      calls.set(block.calls.subarray(0, end), start);
      events.set(block.events.subarray(0, end), start);
    }
    return { calls, events };
  }

  /** How many paths end at each entry or lead on from it, and how many begin at none. */
  #countUses(paths: Int32Array, count: number) {
    const entries = new Int32Array(this.#length);
    let none = 0;
    const use = (entry: number) => {
      if (entry < 0) none++;
      else entries[entry] = (entries[entry] as number) + 1;
    };
    for (let i = 0; i < count; i++) use(paths[i] as number);
    for (let entry = this.#length - 1; entry >= 0; entry--) {
      if (entries[entry] !== 0) use(this.#before[entry] as number);
    }
    return { entries, none };
  }

  #settle(call: number, event: number): void {
    const place = this.#settledLength++ % blockLength;
    if (place === 0) this.#settled.push({ calls: new Int32Array(blockLength), events: new Int32Array(blockLength) });
    const block = present(this.#settled.at(-1), 'block');
    block.calls[place] = call;
    block.events[place] = event;
  }

  #grow(): void {
    const twice = (column: Int32Array) => {
      const larger = new Int32Array(2 * column.length);
      larger.set(column);
      return larger;
    };
    this.#before = twice(this.#before);
    this.#calls = twice(this.#calls);
    this.#events = twice(this.#events);
  }
}

/** Whether one of the paths ends at the entry. They are few. */
function isHead(paths: Int32Array, count: number, entry: number): boolean {
  for (let i = 0; i < count; i++) if (paths[i] === entry) return true;
  return false;
}
