/** Long histories of transactions on lists, strictly serializable by construction, for benchmarks. */
import type { Json } from '../../base/json';
import type { History, Op } from '../../history/op';
import { Dice } from '../linearizable/testing/random-history.fixture';

export interface LargeLists {
  readonly transactions: number;
  readonly clients: number;
  /** One read late in the history answers with a list that was there long before. */
  readonly hasStaleRead: boolean;
}

const keysAtOnce = 10;
const appendsPerKey = 32;
const maxSteps = 4;
/** The share of the history before the stale read. */
const stalePlace = 0.9;
/** How many elements of a list of more a stale read saw. */
const staleLength = 3;

/** Every transaction takes effect at its completion. */
export function largeLists(seed: string, { transactions, clients, hasStaleRead }: LargeLists): History {
  const dice = new Dice(seed);
  const history: Op[] = [];
  const lists = new Map<number, readonly Json[]>();
  const active = Array.from({ length: keysAtOnce }, (_, key) => ({ key, appends: 0 }));
  const open: (readonly Json[] | undefined)[] = new Array(clients).fill(undefined);
  let [nextKey, element, begun, isStale] = [keysAtOnce, 0, 0, false];
  const drawStep = (): Json => {
    const place = dice.below(keysAtOnce);
    const { key, appends } = active[place] ?? { key: 0, appends: 0 };
    if (dice.below(2) === 0) return ['r', key, null];
    active[place] = appends + 1 < appendsPerKey ? { key, appends: appends + 1 } : { key: nextKey++, appends: 0 };
    return ['append', key, element++];
  };
  const answer = (step: Json, _place: number, { length }: readonly Json[]): Json => {
    const [f, key, value] = step as readonly [string, number, Json];
    const list = lists.get(key) ?? [];
    if (f === 'append') {
      lists.set(key, [...list, value]);
      return step;
    }
    // Alone, so that no step beside it says the same.
    const isLate = hasStaleRead && !isStale && length === 1 && begun > stalePlace * transactions;
    if (!isLate || list.length <= 3 * staleLength) return [f, key, list];
    isStale = true;
    return [f, key, list.slice(0, staleLength)];
  };
  const push = (process: number, type: Op['type'], value: Json) =>
    history.push({ index: history.length, time: 1000 * history.length, process, type, f: 'txn', value });
  for (let done = 0; done < transactions; ) {
    const client = dice.below(clients);
    const asked = open[client];
    if (asked !== undefined) {
      open[client] = undefined;
      push(client, 'ok', asked.map(answer));
      done++;
    } else if (begun < transactions) {
      begun++;
      const steps = Array.from({ length: 1 + dice.below(maxSteps) }, drawStep);
      open[client] = steps;
      push(client, 'invoke', steps);
    }
  }
  return history;
}
