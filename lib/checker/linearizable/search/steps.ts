/**
 * A model made fast: states and operations become small numbers and every step is taken once. Operations with the same
 * function and value form one class, and where the model is owned, of the same process; it cannot tell them apart.
 */
import { assert, present } from '../../../base/assert';
import { isJsonArray, type Json } from '../../../base/json';
import { jsonKey } from '../../../base/json-key';
import type { Model, ModelOp, VersionedAccess } from '../../../model/model';
import { forgotten, StepMemory } from './step-memory';

/** What `step` gives where the model refuses. */
export const refused = -1;

const unknown = -2;

/** Cells of the table of steps; a model with more is small no longer, and its steps go into a memory. */
const cellLimit = 2 ** 22;

/** Pairs of whole numbers below this find their class without being turned into a text; two of them fill 30 bits. */
const smallNumbers = 2 ** 15;

interface OpClass {
  readonly op: ModelOp;
  readonly isReadOnly: boolean;
  readonly isBlind: boolean;
}

export class Steps {
  readonly initial: number;
  /** How often the model itself was asked; a measure of work. */
  asked = 0;
  readonly #model: Model;
  readonly #states: Json[] = [];
  readonly #stateIds = new Map<string | number, number>();
  readonly #classes: OpClass[] = [];
  readonly #classIds = new Map<string, ClassIds>();
  /** Rows are states, columns are classes. */
  #table = new Int32Array(0);
  #columns = 0;
  #rows = 0;
  /** Made when the table has no room; most models never need it. */
  #memory: StepMemory | undefined;

  constructor(model: Model) {
    this.#model = model;
    this.initial = this.#intern(model.initial);
  }

  get classCount(): number {
    return this.#classes.length;
  }

  get stateCount(): number {
    return this.#states.length;
  }

  classOf(op: ModelOp): number {
    const kind = this.#model.isOwned ? `${op.process} ${op.f}` : op.f;
    let ids = this.#classIds.get(kind);
    if (!ids) {
      ids = new ClassIds();
      this.#classIds.set(kind, ids);
    }
    // To a model that looks at the process, equal operations of two processes differ.
    const value: Json = this.#model.isOwned ? [op.process ?? null, op.value] : op.value;
    const known = ids.find(value);
    if (known !== undefined) return known;
    const id = this.#classes.length;
    ids.set(value, id);
    const isReadOnly = this.#model.isReadOnly?.(op) ?? false;
    const isBlind = !isReadOnly && (this.#model.isBlind?.(op) ?? false);
    this.#classes.push({ op: this.#model.isOwned ? op : { f: op.f, value: op.value }, isReadOnly, isBlind });
    return id;
  }

  isReadOnly(classId: number): boolean {
    return present(this.#classes[classId], 'class').isReadOnly;
  }

  isBlind(classId: number): boolean {
    return present(this.#classes[classId], 'class').isBlind;
  }

  /** For a model that holds one value, the states that a class expects and leaves; undefined where it is none. */
  accessOf(classId: number): { readonly expects?: number; readonly leaves?: number } | undefined {
    const access = this.#model.registerAccess?.(present(this.#classes[classId], 'class').op);
    if (!access) return undefined;
    const { expects, leaves } = access;
    return {
      ...(expects !== undefined && { expects: this.#intern(expects) }),
      ...(leaves !== undefined && { leaves: this.#intern(leaves) }),
    };
  }

  /** For a model that counts the changes of its value, where it starts. */
  get start(): NonNullable<Model['versions']>['start'] | undefined {
    return this.#model.versions?.start;
  }

  versionedAccessOf(classId: number): VersionedAccess | undefined {
    return this.#model.versions?.accessOf(present(this.#classes[classId], 'class').op);
  }

  /** For a model of several objects, the names of those that a class touches. */
  touchedBy(classId: number): readonly string[] | undefined {
    return this.#model.objects?.touchedBy(present(this.#classes[classId], 'class').op);
  }

  /** The steps of what some classes touch, and what each of these is there. */
  ofObjects(classIds: readonly number[]): { readonly steps: Steps; readonly classIds: readonly number[] } {
    const ops = classIds.map((classId) => present(this.#classes[classId], 'class').op);
    const steps = new Steps(present(this.#model.objects, 'objects').modelOf(ops));
    return { steps, classIds: ops.map((op) => steps.classOf(op)) };
  }

  stateOf(id: number): Json {
    // Null is a state, so a missing one is told by undefined alone.
    const state = this.#states[id];
    assert(state !== undefined, 'a state has a number');
    return state;
  }

  /** Of operations that are known to follow each other: the states between are not kept. */
  stateAfter(state: number, classIds: readonly number[]): number {
    let after = this.stateOf(state);
    for (const classId of classIds) {
      const step = this.#model.step(after, present(this.#classes[classId], 'class').op);
      assert('state' in step, 'an operation of an order follows those before it');
      after = step.state;
    }
    return this.#intern(after);
  }

  step(state: number, classId: number): number {
    if (state < this.#rows && classId < this.#columns) {
      const cell = state * this.#columns + classId;
      const known = this.#table[cell] as number;
      if (known !== unknown) return known;
      const next = this.#ask(state, classId);
      // Asking may have made a new state, and with it a larger table.
      if (state < this.#rows && classId < this.#columns) this.#table[state * this.#columns + classId] = next;
      return next;
    }
    if (this.#makeTable()) return this.step(state, classId);
    // A blind one leads to the same state from everywhere, so it is remembered once.
    const from = this.#classes[classId]?.isBlind ? this.initial : state;
    this.#memory ??= new StepMemory();
    const known = this.#memory.find(from, classId);
    if (known !== forgotten) return known;
    const next = this.#ask(from, classId);
    this.#memory.put(from, classId, next);
    return next;
  }

  #ask(state: number, classId: number): number {
    this.asked++;
    const step = this.#model.step(this.stateOf(state), present(this.#classes[classId], 'class').op);
    return 'state' in step ? this.#intern(step.state) : refused;
  }

  /** A larger table, unless it would be too large. */
  #makeTable(): boolean {
    const columns = Math.max(this.#columns, this.#classes.length);
    const rows = Math.max(8, this.#rows, this.#states.length > this.#rows ? 2 * this.#states.length : 0);
    if (columns * rows > cellLimit) return false;
    const table = new Int32Array(columns * rows).fill(unknown);
    for (let row = 0; row < this.#rows; row++) {
      table.set(this.#table.subarray(row * this.#columns, (row + 1) * this.#columns), row * columns);
    }
    this.#table = table;
    this.#columns = columns;
    this.#rows = rows;
    return true;
  }

  #intern(state: Json): number {
    const key = jsonKey(state);
    const known = this.#stateIds.get(key);
    if (known !== undefined) return known;
    const id = this.#states.length;
    this.#stateIds.set(key, id);
    this.#states.push(state);
    return id;
  }
}

/** The classes of one function, by value. */
class ClassIds {
  readonly #byPair = new Map<number, number>();
  readonly #byKey = new Map<string | number, number>();

  find(value: Json): number | undefined {
    const pair = pairOf(value);
    return pair < 0 ? this.#byKey.get(jsonKey(value)) : this.#byPair.get(pair);
  }

  set(value: Json, id: number): void {
    const pair = pairOf(value);
    if (pair < 0) this.#byKey.set(jsonKey(value), id);
    else this.#byPair.set(pair, id);
  }
}

/** A number for a pair of small numbers, else -1. */
function pairOf(value: Json): number {
  if (value === null || typeof value !== 'object' || !isJsonArray(value) || value.length !== 2) return -1;
  const [first, second] = value;
  return isSmall(first) && isSmall(second) ? first * smallNumbers + second : -1;
}

function isSmall(value: Json | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value < smallNumbers && Number.isInteger(value);
}
