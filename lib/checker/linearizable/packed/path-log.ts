/**
 * How each configuration came about: a log of taken operations, each with the entry before it. Paths share their
 * beginnings. Entries that no configuration can reach any more are thrown out whenever the log has doubled, so its
 * length follows that of one path, and the work stays linear.
 */

/** The path of a configuration that has taken nothing. */
export const noPath = -1;

const initialCapacity = 4096;

/** One path from its beginning: which calls were taken, and at which event of the schedule each. */
export interface Path {
  readonly calls: Int32Array;
  readonly events: Int32Array;
}

export class PathLog {
  private before = new Int32Array(initialCapacity);
  private calls = new Int32Array(initialCapacity);
  private events = new Int32Array(initialCapacity);
  private length = 0;
  private compactAt = initialCapacity;

  add(before: number, call: number, event: number): number {
    const entry = this.length++;
    if (entry >= this.before.length) this.grow();
    this.before[entry] = before;
    this.calls[entry] = call;
    this.events[entry] = event;
    return entry;
  }

  get isFull(): boolean {
    return this.length >= this.compactAt;
  }

  /** Keeps what the first `count` paths reach and renumbers them in place. */
  compact(paths: Int32Array, count: number): void {
    const { before, calls, events, length } = this;
    const kept = new Int32Array(length);
    for (let i = 0; i < count; i++) if ((paths[i] as number) >= 0) kept[paths[i] as number] = 1;
    for (let entry = length - 1; entry >= 0; entry--) {
      const previous = before[entry] as number;
      if (kept[entry] === 1 && previous >= 0) kept[previous] = 1;
    }
    let place = 0;
    for (let entry = 0; entry < length; entry++) {
      if (kept[entry] === 0) continue;
      const previous = before[entry] as number;
      before[place] = previous < 0 ? noPath : (kept[previous] as number);
      calls[place] = calls[entry] as number;
      events[place] = events[entry] as number;
      kept[entry] = place++;
    }
    for (let i = 0; i < count; i++) if ((paths[i] as number) >= 0) paths[i] = kept[paths[i] as number] as number;
    this.length = place;
    this.compactAt = Math.max(initialCapacity, 2 * place);
  }

  read(path: number): Path {
    let length = 0;
    for (let entry = path; entry >= 0; entry = this.before[entry] as number) length++;
    const calls = new Int32Array(length);
    const events = new Int32Array(length);
    for (let entry = path; entry >= 0; entry = this.before[entry] as number) {
      calls[--length] = this.calls[entry] as number;
      events[length] = this.events[entry] as number;
    }
    return { calls, events };
  }

  private grow(): void {
    const twice = (column: Int32Array) => {
      const larger = new Int32Array(2 * column.length);
      larger.set(column);
      return larger;
    };
    this.before = twice(this.before);
    this.calls = twice(this.calls);
    this.events = twice(this.events);
  }
}
