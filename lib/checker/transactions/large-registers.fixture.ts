/** Long histories of transactions on registers, strictly serializable by construction, for benchmarks. */
import type { Json } from '../../base/json';
import type { History, Op } from '../../history/op';
import { Dice } from '../linearizable/testing/random-history.fixture';

export interface LargeRegisters {
  readonly transactions: number;
  readonly clients: number;
  /** Whether writes are of keys that the transaction has read. */
  readonly isMini: boolean;
}

const keysAtOnce = 10;
const writesPerKey = 32;
const maxSteps = 4;

/** Every transaction takes effect at its completion. */
export function largeRegisters(seed: string, { transactions, clients, isMini }: LargeRegisters): History {
  const dice = new Dice(seed);
  const history: Op[] = [];
  const registers = new Map<number, number>();
  const active = Array.from({ length: keysAtOnce }, (_, key) => ({ key, writes: 0 }));
  const open: (readonly Json[] | undefined)[] = new Array(clients).fill(undefined);
  let [nextKey, value, begun] = [keysAtOnce, 0, 0];
  const drawStep = (): readonly Json[] => {
    const place = dice.below(keysAtOnce);
    const { key, writes } = active[place] ?? { key: 0, writes: 0 };
    if (dice.below(2) === 0) return [['r', key, null]];
    active[place] = writes + 1 < writesPerKey ? { key, writes: writes + 1 } : { key: nextKey++, writes: 0 };
    const write = ['w', key, ++value];
    return isMini ? [['r', key, null], write] : [write];
  };
  const answer = (step: Json): Json => {
    const [f, key, written] = step as readonly [string, number, number];
    if (f === 'r') return [f, key, registers.get(key) ?? null];
    registers.set(key, written);
    return step;
  };
  const push = (process: number, type: Op['type'], steps: Json) =>
    history.push({ index: history.length, time: 1000 * history.length, process, type, f: 'txn', value: steps });
  for (let done = 0; done < transactions; ) {
    const client = dice.below(clients);
    const asked = open[client];
    if (asked !== undefined) {
      open[client] = undefined;
      push(client, 'ok', asked.map(answer));
      done++;
    } else if (begun < transactions) {
      begun++;
      const steps = Array.from({ length: 1 + dice.below(maxSteps) }, drawStep).flat();
      open[client] = steps;
      push(client, 'invoke', steps);
    }
  }
  return history;
}
