/**
 * A queue: what was enqueued first is dequeued first, and a drain takes all there is at once, in that order. A dequeue of
 * null took an element that no client saw, as a crashed one may have, and a drain of null took all of them; a dequeue that
 * found the queue empty has failed.
 */
import { formatJson } from '../base/edn';
import { isJsonEqual, type Json } from '../base/json';
import { initialElements } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';

const name = 'fifo-queue';

export function fifoQueue(initial: Json = null): Model {
  return {
    name,
    summary: 'enqueue x; dequeue → the oldest; drain → all; starts empty, or with a list of elements, the oldest first',
    initial: initialElements(name, initial),
    step: stepFifoQueue,
    format: (pending) => formatJson({ pending }),
  };
}

function stepFifoQueue(state: Json, op: ModelOp): Step {
  const pending = state as readonly Json[];
  switch (op.f) {
    case 'enqueue':
      return { state: [...pending, op.value] };
    case 'dequeue': {
      const [oldest] = pending;
      const value = formatJson(op.value);
      if (oldest === undefined) return { inconsistent: `can't dequeue ${value} from empty queue` };
      if (op.value === null || isJsonEqual(oldest, op.value)) return { state: pending.slice(1) };
      return { inconsistent: `can't dequeue ${value}, the oldest is ${formatJson(oldest)}` };
    }
    case 'drain':
      if (op.value === null || isJsonEqual(op.value, pending)) return { state: [] };
      return { inconsistent: `can't drain ${formatJson(op.value)} from ${formatJson(pending)}` };
    default:
      return unknownFunction(name, op);
  }
}
