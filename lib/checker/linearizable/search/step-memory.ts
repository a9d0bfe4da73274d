/**
 * Remembers steps of a model that has too many states or classes for a table: a hash table in typed arrays, with open
 * addressing. When it is as large as it may be it forgets everything and begins anew; a step can be taken again.
 */

/** What is found where a step was not remembered. */
export const forgotten = -2;

const firstCapacity = 2 ** 10;

/** Twelve bytes each: about 50 MB. */
const lastCapacity = 2 ** 22;

export class StepMemory {
  #states = new Int32Array(firstCapacity).fill(-1);
  #classes = new Int32Array(firstCapacity);
  #results = new Int32Array(firstCapacity);
  #size = 0;

  find(state: number, classId: number): number {
    const place = this.#placeOf(state, classId);
    return this.#states[place] === -1 ? forgotten : (this.#results[place] as number);
  }

  put(state: number, classId: number, result: number): void {
    if (2 * this.#size >= this.#states.length) this.#grow();
    const place = this.#placeOf(state, classId);
    if (this.#states[place] === -1) this.#size++;
    this.#states[place] = state;
    this.#classes[place] = classId;
    this.#results[place] = result;
  }

  /** Where the step stands, or the empty place where it would. */
  #placeOf(state: number, classId: number): number {
    const states = this.#states;
    const classes = this.#classes;
    const mask = states.length - 1;
    // Odd factors of 32 bits spread neighbours apart (Knuth, "Sorting and Searching", 6.4).
    let place = ((Math.imul(state, 0x9e3779b1) ^ Math.imul(classId, 0x85ebca6b)) >>> 9) & mask;
    while (states[place] !== -1 && (states[place] !== state || classes[place] !== classId)) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const states = this.#states;
    const classes = this.#classes;
    const results = this.#results;
    const isFull = states.length >= lastCapacity;
    const capacity = isFull ? states.length : 2 * states.length;
    this.#states = new Int32Array(capacity).fill(-1);
    this.#classes = new Int32Array(capacity);
    this.#results = new Int32Array(capacity);
    this.#size = 0;
    if (isFull) return;
    for (let place = 0; place < states.length; place++) {
      if (states[place] !== -1) {
        this.put(states[place] as number, classes[place] as number, results[place] as number);
      }
    }
  }
}
