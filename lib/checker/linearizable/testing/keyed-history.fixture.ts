/**
 * For tests: histories of one key each as one history of many. The same workers serve all keys, as clients do: a process
 * that has completed on one key may invoke on another, and one that crashed is never seen again on any.
 *
 *     key a   0 ▬w 1▬   1 ▬r▬                0 ▬w 1▬ a        ▬w 3▬ b
 *     key b     0 ▬w 2▬    0 ▬w 3▬    ──>      1 ▬w 2▬ b  ▬r▬ a
 */
import { present } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import type { Dice } from './random-history.fixture';

export interface KeyedHistory {
  readonly history: History;
  /** For each part, where its ops stand in the whole. */
  readonly places: readonly (readonly number[])[];
}

/** How often a fault of the nemesis stands between two ops. */
const faultChance = 0.03;

/** Each part keeps its order; which of them goes on is drawn. */
export function keyedHistoryOf(parts: readonly History[], keys: readonly Json[], dice: Dice): KeyedHistory {
  const history: Op[] = [];
  const places: number[][] = parts.map(() => []);
  const workers = new Workers(dice);
  const waiting = parts.map((_, part) => part).filter((part) => present(parts[part], 'a part').length > 0);
  while (waiting.length > 0) {
    const drawn = dice.below(waiting.length);
    const part = present(waiting[drawn], 'a part');
    const ops = present(parts[part], 'a part');
    const own = present(places[part], 'places');
    const op = present(ops[own.length], 'an op');
    if (dice.happens(faultChance)) append(history, { process: 'nemesis', type: 'info', f: 'cut', value: null });
    const { type, f, value } = op;
    const process = workers.processOf(`${part} ${op.process}`, type);
    own.push(history.length);
    append(history, { process, type, f, value, key: present(keys[part], 'a key') });
    if (own.length === ops.length) waiting.splice(drawn, 1);
  }
  return { history, places };
}

function append(history: Op[], op: Omit<Op, 'index' | 'time'>): void {
  history.push({ index: history.length, time: history.length * 1000, ...op });
}

/** Gives each operation a process that has none open. */
class Workers {
  readonly #dice: Dice;
  readonly #free: number[] = [];
  readonly #byName = new Map<string, number>();
  #count = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** @param name of the process in its part */
  processOf(name: string, type: Op['type']): number {
    if (type === 'invoke') {
      const [process = this.#count++] = this.#free.splice(this.#dice.below(Math.max(1, this.#free.length)), 1);
      this.#byName.set(name, process);
      return process;
    }
    const process = present(this.#byName.get(name), 'the process of an open operation');
    if (type !== 'info') this.#free.push(process);
    return process;
  }
}
