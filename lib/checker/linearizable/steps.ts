/**
 * A model made fast: states and operations become small numbers and every step is taken once. Operations with the same
 * function and value form one class; the model cannot tell them apart.
 */
import { assert, present } from '../../base/assert';
import { isJsonArray, type Json } from '../../base/json';
import type { Model, ModelOp } from '../../model/model';

/** What `step` gives where the model refuses. */
export const refused = -1;

const unknown = -2;

export class Steps {
  readonly initial: number;
  private readonly model: Model;
  private readonly states: Json[] = [];
  private readonly stateIds = new Map<string, number>();
  private readonly classes: { readonly op: ModelOp; readonly isReadOnly: boolean }[] = [];
  private readonly classIds = new Map<string, number>();
  /** Rows are states, columns are classes. */
  private readonly memo: number[][] = [];

  constructor(model: Model) {
    this.model = model;
    this.initial = this.intern(model.initial);
  }

  classOf(op: ModelOp): number {
    const key = `${op.f} ${canonicalText(op.value)}`;
    const known = this.classIds.get(key);
    if (known !== undefined) return known;
    const id = this.classes.length;
    this.classIds.set(key, id);
    this.classes.push({ op, isReadOnly: this.model.isReadOnly?.(op) ?? false });
    return id;
  }

  isReadOnly(classId: number): boolean {
    return present(this.classes[classId], 'class').isReadOnly;
  }

  stateOf(id: number): Json {
    // Null is a state, so a missing one is told by undefined alone.
    const state = this.states[id];
    assert(state !== undefined, 'a state has a number');
    return state;
  }

  step(state: number, classId: number): number {
    const row = present(this.memo[state], 'state');
    const known = row[classId] ?? unknown;
    if (known !== unknown) return known;
    const step = this.model.step(this.stateOf(state), present(this.classes[classId], 'class').op);
    const next = 'state' in step ? this.intern(step.state) : refused;
    while (row.length <= classId) row.push(unknown);
    row[classId] = next;
    return next;
  }

  private intern(state: Json): number {
    const key = canonicalText(state);
    const known = this.stateIds.get(key);
    if (known !== undefined) return known;
    const id = this.states.length;
    this.stateIds.set(key, id);
    this.states.push(state);
    this.memo.push([]);
    return id;
  }
}

/** Equal texts for equal values, whatever the order of an object's keys. */
function canonicalText(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isJsonArray(value)) return `[${value.map(canonicalText).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`).join()}}`;
}
