/**
 * For tests: short histories of a cas register in which most operations have to do with one another: the same few values
 * are written, swapped and read again and again, and many writes crash. The answers are drawn, so that most are impossible.
 */
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import { Dice } from './random-history.fixture';

interface Drawn {
  readonly f: 'read' | 'write' | 'cas';
  readonly argument: Json;
  readonly answer: Json;
  readonly isCrashed: boolean;
}

const values = 3;

export function crashedWrites(seed: number): History {
  const dice = new Dice(`crashed writes/${seed}`);
  const left = Array.from({ length: 5 + dice.below(4) }, () => drawOperation(dice));
  const workers = 3 + dice.below(3);
  const processes = Array.from({ length: workers }, (_, worker) => worker);
  const open = new Map<number, Drawn>();
  const history: Op[] = [];
  while (left.length > 0 || open.size > 0) {
    const worker = dice.below(workers);
    const process = processes[worker] ?? 0;
    const current = open.get(worker);
    const drawn = current ?? left.pop();
    if (!drawn) continue;
    const { f, argument, answer, isCrashed } = drawn;
    const place = { index: history.length, time: history.length * 1000, process };
    if (!current) {
      open.set(worker, drawn);
      history.push({ ...place, type: 'invoke', f, value: argument });
      continue;
    }
    open.delete(worker);
    if (isCrashed) processes[worker] = process + workers;
    history.push({ ...place, type: isCrashed ? 'info' : 'ok', f, value: isCrashed ? argument : answer });
  }
  return history;
}

/** Writes of 1, cas from 1 to 2 and reads of 2 are more frequent than others. */
function drawOperation(dice: Dice): Drawn {
  const drawn = () => 1 + dice.below(values);
  const kind = dice.below(10);
  if (kind < 5) {
    const value = dice.happens(0.5) ? 1 : drawn();
    return { f: 'write', argument: value, answer: value, isCrashed: dice.happens(0.35) };
  }
  if (kind < 7) {
    const swap = dice.happens(0.5) ? [1, 2] : [drawn(), drawn()];
    return { f: 'cas', argument: swap, answer: swap, isCrashed: dice.happens(0.2) };
  }
  return { f: 'read', argument: null, answer: dice.happens(0.5) ? 2 : drawn(), isCrashed: false };
}
