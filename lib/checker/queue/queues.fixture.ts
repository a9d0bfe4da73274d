/** Small and large histories of queues in which every element goes in once. */
import type { History, Op } from '../../history/op';
import { Dice } from '../linearizable/testing/random-history.fixture';

interface QueueShape {
  readonly operations: number;
  readonly clients: number;
  /** Whether some operations crash, dequeues answer what they should not, and drains stand at the end. */
  readonly isTroubled: boolean;
}

/** Each takes effect at a moment between its two ends. */
export function queueHistory(seed: string, { operations, clients, isTroubled }: QueueShape): History {
  const dice = new Dice(seed);
  const ops: Op[] = [];
  const queue: number[] = [];
  let [first, next, begun] = [0, 0, 0];
  const open = new Map<number, { readonly f: string; readonly value: number | null; taken?: number | null }>();
  const push = (process: number, type: Op['type'], f: string, value: Op['value']) =>
    ops.push({ index: ops.length, time: ops.length, process, type, f, value });
  const takeEffect = (call: { readonly f: string; readonly value: number | null; taken?: number | null }) => {
    if (call.taken !== undefined) return;
    if (call.f === 'enqueue') queue.push(call.value ?? 0);
    call.taken = call.f === 'enqueue' || first === queue.length ? null : (queue[first++] ?? null);
  };
  const processes = Array.from({ length: clients }, (_, client) => client);
  while (begun < operations || open.size > 0) {
    const client = dice.below(clients);
    const process = processes[client] ?? client;
    const call = open.get(client);
    if (call === undefined) {
      if (begun++ >= operations) continue;
      const f = dice.below(2) === 0 ? 'enqueue' : 'dequeue';
      const value = f === 'enqueue' ? next++ : null;
      open.set(client, { f, value });
      push(process, 'invoke', f, value);
    } else if (call.taken === undefined && dice.below(2) === 0) takeEffect(call);
    else {
      open.delete(client);
      if (isTroubled && dice.below(6) === 0) {
        if (dice.below(2) === 0) takeEffect(call);
        push(process, 'info', call.f, call.value);
        processes[client] = process + clients;
        continue;
      }
      takeEffect(call);
      if (call.f === 'enqueue') push(process, 'ok', 'enqueue', call.value);
      else if (call.taken === null || call.taken === undefined) push(process, 'fail', 'dequeue', null);
      else push(process, 'ok', 'dequeue', isTroubled && dice.below(8) === 0 ? dice.below(next + 1) : call.taken);
    }
  }
  for (let drains = isTroubled ? dice.below(3) : 0; drains > 0; drains--) {
    const process = 1000 + drains;
    push(process, 'invoke', 'drain', null);
    const rest = queue.slice(first);
    first = queue.length;
    if (dice.below(6) === 0) rest.reverse();
    if (dice.below(6) === 0) rest.pop();
    push(process, 'ok', 'drain', rest);
  }
  return ops;
}
