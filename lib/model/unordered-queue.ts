/**
 * A queue that gives its elements in any order.
 *
 * A dequeue of null took one element, and nobody knows which: a crashed one may have. So the state says from among which
 * elements how many are gone, and leaves open which, until a later dequeue leaves no choice:
 *
 *     enqueue 1   enqueue 2   dequeue nil                enqueue 3     dequeue 1    dequeue 3
 *     [1]         [1 2]       one of [1 2] is gone       … and [3]     [3]          []
 *
 * A dequeue takes the element that was enqueued last among equal ones. That is never worse: the others stand among more
 * elements that are in doubt, and one of them does for a later dequeue what this one did.
 */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { withItem, withoutItem } from '../base/json-order';
import { initialElements } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';

const name = 'unordered-queue';

/** `taken` of the elements in `of`, and in the doubts before it, are gone; at least one. */
type Doubt = { readonly of: readonly Json[]; readonly taken: number };

/** Oldest doubts first; what was enqueued since the last of them is pending. All elements are sorted. */
type Queue = { readonly pending: readonly Json[]; readonly doubts: readonly Doubt[] };

export function unorderedQueue(initial: Json = null): Model {
  const queue: Queue = { pending: initialElements(name, initial).reduce<readonly Json[]>(withItem, []), doubts: [] };
  return {
    name,
    summary: 'enqueue x; dequeue → any element; starts empty, or with a list of elements',
    initial: queue,
    step: (state, op) => stepUnorderedQueue(state as Queue, op),
    format: (state) => formatQueue(state as Queue),
  };
}

function stepUnorderedQueue(queue: Queue, { f, value }: ModelOp): Step {
  const { pending, doubts } = queue;
  if (f === 'enqueue') return { state: { pending: withItem(pending, value), doubts } };
  if (f !== 'dequeue') return unknownFunction(name, { f, value });
  if (pending.length === 0 && doubts.length === 0) {
    return { inconsistent: `can't dequeue ${formatJson(value)} from empty queue` };
  }
  const next = value === null ? withDoubt(queue) : without(queue, value);
  return next ? { state: next } : { inconsistent: `can't dequeue ${formatJson(value)}, which is not in the queue` };
}

function withDoubt({ pending, doubts }: Queue): Queue | undefined {
  return settled({ pending: [], doubts: [...doubts, { of: pending, taken: 1 }] });
}

function without({ pending, doubts }: Queue, element: Json): Queue | undefined {
  const rest = withoutItem(pending, element);
  if (rest) return { pending: rest, doubts };
  for (const [place, { of, taken }] of [...doubts.entries()].reverse()) {
    const others = withoutItem(of, element);
    if (others) return settled({ pending, doubts: doubts.with(place, { of: others, taken }) });
  }
  return undefined;
}

/**
 * The queue without doubts that are none: where as many are gone as there were, those elements are all gone. Undefined
 * where more would be gone than there were.
 */
function settled({ pending, doubts }: Queue): Queue | undefined {
  const open: Doubt[] = [];
  let left = 0;
  for (const { of, taken } of doubts) {
    left += of.length - taken;
    const last = open.at(-1);
    if (left < 0) return undefined;
    if (left === 0) open.length = 0;
    else if (of.length === 0 && last) open.splice(-1, 1, { of: last.of, taken: last.taken + taken });
    else open.push({ of, taken });
  }
  return { pending, doubts: open };
}

function formatQueue({ pending, doubts }: Queue): string {
  return formatJson(doubts.length === 0 ? { pending } : { pending, doubts });
}
