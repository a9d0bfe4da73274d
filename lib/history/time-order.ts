/**
 * The ops of a file sorted by time, for files that are not written in the order of the history, as those with an operation
 * a line are. At equal times operations may have overlapped, so what begins comes before what ends:
 *
 *     0 invoke 10   0 ok 20   1 invoke 20   1 ok 30      ──>      0 invoke, 1 invoke, 0 ok, 1 ok
 *
 * Where two processes each end one operation and begin the next at one time no order leaves all of them open together.
 */
import { err, ok, type Result } from '../base/result';
import type { Op } from './op';

export interface TimeProblem {
  /** Place of the op. */
  readonly place: number;
  readonly message: string;
}

/** @param times may differ from those of the ops. @returns the places of the ops in their order */
export function orderByTime(ops: readonly Op[], times: ArrayLike<number>): Result<readonly number[], TimeProblem> {
  const timeOf = (place: number) => times[place] as number;
  const sorted = ops.map((_, place) => place).sort((a, b) => timeOf(a) - timeOf(b) || a - b);
  const order: number[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && timeOf(sorted[end] as number) === timeOf(sorted[start] as number)) end++;
    const problem =
      end - start === 1 ? void order.push(sorted[start] as number) : takeTied(ops, sorted.slice(start, end), order);
    if (problem) return err(problem);
    start = end;
  }
  return ok(order);
}

/** Appends the ops of one time. */
function takeTied(ops: readonly Op[], places: readonly number[], order: number[]): TimeProblem | undefined {
  const queues = new Map<Op['process'], number[]>();
  for (const place of places) {
    const process = (ops[place] as Op).process;
    const queue = queues.get(process);
    if (queue) queue.push(place);
    else queues.set(process, [place]);
  }
  const isEnd = (place: number | undefined) => place !== undefined && isCompletion(ops[place] as Op);
  const takeBegins = (queue: number[]) => {
    while (queue.length > 0 && !isEnd(queue[0])) order.push(queue.shift() as number);
  };
  for (const queue of queues.values()) takeBegins(queue);
  const turning = [...queues.values()].filter((queue) => queue.some((place) => !isEnd(place)));
  const [, second] = turning;
  if (second) {
    return {
      place: second[0] as number,
      message:
        'two processes each complete an operation and begin the next at this time, so it is not known which overlap',
    };
  }
  for (const queue of turning) {
    while (queue.some((place) => !isEnd(place))) {
      order.push(queue.shift() as number);
      takeBegins(queue);
    }
  }
  for (const queue of queues.values()) order.push(...queue);
  return undefined;
}

function isCompletion({ process, type }: Op): boolean {
  return process !== 'nemesis' && type !== 'invoke';
}
