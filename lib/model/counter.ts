/** A counter: reads give the sum of everything added so far. */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { InitialStateError } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';
import { isRead } from './register';

const name = 'counter';

/** Added to every sum: it turns -0, which prints like 0 and is another text, into 0. */
const zero = 0;

export function counter(initial: Json = null): Model {
  if (initial !== null && !isWhole(initial)) throw new InitialStateError(name, 'a whole number', initial);
  return {
    name,
    summary: 'add n, increment (by 1 or n), decrement, read; starts at 0, or at a whole number',
    initial: (initial ?? 0) + zero,
    step: stepCounter,
    isReadOnly: isRead,
    completesAsInvoked: true,
    format: (value) => formatJson({ value }),
  };
}

function stepCounter(state: Json, op: ModelOp): Step {
  if (op.f === 'read') {
    if (op.value === null || op.value === state) return { state };
    return { inconsistent: `can't read ${formatJson(op.value)} from counter ${formatJson(state)}` };
  }
  if (op.f !== 'add' && op.f !== 'increment' && op.f !== 'decrement') return unknownFunction(name, op);
  const amount = op.value === null && op.f !== 'add' ? 1 : op.value;
  // Only whole numbers have the same sum in whatever order they are added.
  if (!isWhole(amount)) return { inconsistent: `a counter takes whole numbers, not ${formatJson(op.value)}` };
  const sum = Number(state) + (op.f === 'decrement' ? -amount : amount);
  if (!isWhole(sum)) return { inconsistent: `a counter ends at ±${Number.MAX_SAFE_INTEGER}` };
  return { state: sum + zero };
}

function isWhole(value: Json): value is number {
  return Number.isSafeInteger(value);
}
