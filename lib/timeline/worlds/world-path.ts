/**
 * A world step by step: its operations in their order, the state after each, and at the end the step that is refused. As
 * columns, since the world of a long run has as many steps as the run has operations.
 *
 * Each step also has a moment at which the operation may have taken effect: no earlier than any operation up to it was
 * invoked, no later than any from it on completed, and half-way between the two, so that it lies well inside its bar.
 *
 *     0  ├───•────┤
 *     1      ├─•────────┤      the moments rise with the order
 *     0              ├──•──┤
 *
 * Law: the moments never go back, and each lies within its operation. Both bounds rise along an order that agrees with
 * real time, and so does what lies half-way between them.
 */
import { jsonKey } from '../../base/json-key';
import { modelOpOf } from '../../checker/linearizable/search/calls';
import type { Counterexample, World } from '../../checker/linearizable/verdict';
import type { Operation } from '../../history/operations';
import type { Model } from '../../model/model';
import { refusalWords, stateWords } from '../../model/state-words';
import { operationAt, type RunState } from '../../protocol/run-state';

export interface WorldPath {
  readonly length: number;
  /** Invocation indexes. */
  readonly operations: Int32Array;
  /** When each may have taken effect, nanoseconds since the start; the refused one when it was answered. */
  readonly times: Float64Array;
  /** For each step the place in `states`; nothing for the step that is refused. */
  readonly statePlaces: Int32Array;
  /** In words, each once. */
  readonly states: readonly string[];
  /** The model's words for the refusal of the last step; missing while the journal is still arriving. */
  readonly refusal: string | undefined;
}

export interface WorldStep {
  /** Invocation index. */
  readonly operation: number;
  /** In words; missing where the model refused. */
  readonly state?: string;
  /** The model's words for the refusal. */
  readonly refusal?: string;
}

export function worldPath(world: World, counterexample: Counterexample, model: Model, state: RunState): WorldPath {
  const steps = new Steps(model, world.order.length + 1);
  for (const index of [...world.order, counterexample.operation]) {
    const operation = operationAt(state, index);
    // The journal is still arriving; the path is made again when the rest is here.
    if (!operation || !steps.take(operation)) break;
  }
  return steps.path(state.ops.at(counterexample.completion)?.time ?? state.lastNanos);
}

export function stepAt(path: WorldPath, step: number): WorldStep | undefined {
  if (step < 0 || step >= path.length) return undefined;
  const operation = path.operations[step] as number;
  const state = path.states[path.statePlaces[step] as number];
  if (state !== undefined) return { operation, state };
  return { operation, ...(path.refusal === undefined ? {} : { refusal: path.refusal }) };
}

/** The step that takes an operation; -1 where the world does not. */
export function stepOf(path: WorldPath, operation: number): number {
  return path.operations.indexOf(operation);
}

const none = -1;

/** A path in the making. */
class Steps {
  readonly #model: Model;
  readonly #operations: Int32Array;
  readonly #earliest: Float64Array;
  readonly #latest: Float64Array;
  readonly #statePlaces: Int32Array;
  readonly #states: string[] = [];
  readonly #known = new Map<string | number, number>();
  #state: Model['initial'];
  #refusal: string | undefined;
  #length = 0;

  constructor(model: Model, most: number) {
    this.#model = model;
    this.#state = model.initial;
    this.#operations = new Int32Array(most);
    this.#earliest = new Float64Array(most);
    this.#latest = new Float64Array(most);
    this.#statePlaces = new Int32Array(most);
  }

  /** Whether the order goes on behind the operation. */
  take(operation: Operation): boolean {
    const { invocation, completion } = operation;
    const at = this.#length++;
    this.#operations[at] = invocation.index;
    this.#earliest[at] = Math.max(invocation.time, at === 0 ? 0 : (this.#earliest[at - 1] as number));
    this.#latest[at] = completion?.type === 'ok' ? completion.time : Number.POSITIVE_INFINITY;
    const step = this.#model.step(this.#state, modelOpOf(operation));
    if ('inconsistent' in step) {
      this.#refusal = refusalWords(step.inconsistent);
      this.#statePlaces[at] = none;
      return false;
    }
    this.#state = step.state;
    this.#statePlaces[at] = this.#placeOfState();
    return true;
  }

  #placeOfState(): number {
    const key = jsonKey(this.#state);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#states.length);
    return this.#states.push(stateWords(this.#model.name, this.#state)) - 1;
  }

  path(endNanos: number): WorldPath {
    const [length, refusal] = [this.#length, this.#refusal];
    const times = new Float64Array(length);
    let bound = endNanos;
    for (let at = length - 1; at >= 0; at--) {
      bound = Math.min(bound, this.#latest[at] as number);
      const isRefused = refusal !== undefined && at === length - 1;
      times[at] = isRefused ? bound : ((this.#earliest[at] as number) + bound) / 2;
    }
    return {
      length,
      operations: this.#operations.subarray(0, length),
      times,
      statePlaces: this.#statePlaces.subarray(0, length),
      states: this.#states,
      refusal,
    };
  }
}
