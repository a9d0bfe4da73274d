/**
 * For tests: seeded histories. A simulated register serves concurrent clients; each operation takes effect at a moment
 * between invocation and completion, or crashes before or after it took effect. Such a history is linearizable by
 * construction, until a value is changed in it.
 */
import { drawInt, drawUnit, type Random, randomFrom } from '../../../base/random';
import type { History, Op } from '../../../history/op';

export interface HistoryShape {
  readonly operations: number;
  readonly workers: number;
  readonly values: number;
  readonly crashChance: number;
  readonly hasCas: boolean;
}

/** A random source that remembers its state, for fixtures only. */
export class Dice {
  #random: Random;

  constructor(seed: number | string) {
    this.#random = randomFrom(seed);
  }

  below(bound: number): number {
    const { value, next } = drawInt(this.#random, bound);
    this.#random = next;
    return value;
  }

  happens(chance: number): boolean {
    const { value, next } = drawUnit(this.#random);
    this.#random = next;
    return value < chance;
  }
}

interface Open {
  readonly process: number;
  readonly f: string;
  readonly argument: Op['value'];
  effect?: { readonly type: 'ok' | 'fail'; readonly value: Op['value'] };
}

export function correctHistory(dice: Dice, shape: HistoryShape): History {
  const history: Op[] = [];
  const open = new Map<number, Open>();
  const processes = Array.from({ length: shape.workers }, (_, worker) => worker);
  let register: Op['value'] = null;
  let invoked = 0;
  const append = (process: number, type: Op['type'], f: string, value: Op['value']) =>
    history.push({ index: history.length, time: history.length * 1000, process, type, f, value });

  while (invoked < shape.operations || open.size > 0) {
    const worker = dice.below(shape.workers);
    const current = open.get(worker);
    const process = processes[worker] ?? 0;
    if (!current) {
      if (invoked === shape.operations) continue;
      invoked++;
      const call = drawCall(dice, shape, process);
      open.set(worker, call);
      append(process, 'invoke', call.f, call.argument);
    } else if (dice.happens(shape.crashChance)) {
      open.delete(worker);
      processes[worker] = process + shape.workers;
      append(process, 'info', current.f, current.argument);
    } else if (!current.effect) {
      const [effect, state] = apply(current, register);
      current.effect = effect;
      register = state;
    } else {
      open.delete(worker);
      append(process, current.effect.type, current.f, current.effect.value);
    }
  }
  return history;
}

function drawCall(dice: Dice, { values, hasCas }: HistoryShape, process: number): Open {
  if (dice.happens(0.5)) return { process, f: 'read', argument: null };
  if (!hasCas || dice.happens(0.5)) return { process, f: 'write', argument: dice.below(values) };
  return { process, f: 'cas', argument: [dice.below(values), dice.below(values)] };
}

function apply({ f, argument }: Open, register: Op['value']): [NonNullable<Open['effect']>, Op['value']] {
  if (f === 'read') return [{ type: 'ok', value: register }, register];
  if (f === 'write') return [{ type: 'ok', value: argument }, argument];
  const [expected, next] = argument as [number, number];
  return expected === register
    ? [{ type: 'ok', value: argument }, next]
    : [{ type: 'fail', value: argument }, register];
}

/** The same history in which one read that returned a value returned another. Undefined when it has no such read. */
export function withOtherRead(history: History, dice: Dice, value: (old: Op['value']) => Op['value']) {
  const reads = history.filter((op) => op.type === 'ok' && op.f === 'read' && op.value !== null);
  const chosen = reads[dice.below(Math.max(1, reads.length))];
  if (!chosen) return undefined;
  return history.map((op) => (op === chosen ? { ...op, value: value(op.value) } : op));
}
