/**
 * A lock whose acquire answers with a fencing token. Whoever gets the lock later gets a greater token, so that what it
 * guards can turn away a holder that was paused and does not know that its time is over.
 *
 * An acquire's value is its token, or `{client, fence}`; null, or a text that only labels the operation, when the token
 * is unknown. An unknown token fits always, and nothing is learned from it.
 */
import { formatJson } from '../base/edn';
import { isJsonArray, type Json } from '../base/json';
import { type Client, clientOf, fieldOf, formatClient } from './client';
import { InitialStateError } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';
import { refuseRelease } from './reentrant-mutex';

const name = 'fenced-mutex';

/** The state's `fence` is the greatest token seen so far. */
export function fencedMutex(initial: Json = null): Model {
  return {
    name,
    summary: 'acquire → token, greater each time; release by the holder; starts free, or after a given token',
    initial: { owner: null, 'held?': false, fence: initialToken(name, initial) },
    isOwned: true,
    step: stepFencedMutex,
    format: formatJson,
  };
}

function stepFencedMutex(state: Json, op: ModelOp): Step {
  const owner: Client = fieldOf(state, 'owner');
  const isHeld = fieldOf(state, 'held?') === true;
  const fence = fieldOf(state, 'fence');
  switch (op.f) {
    case 'acquire': {
      const token = tokenOf(op.value);
      if (token === undefined) return { inconsistent: `a token is a number, not ${formatJson(op.value)}` };
      if (isHeld) return { inconsistent: `already held by ${formatClient(owner)}` };
      if (!isGreater(token, fence)) return { inconsistent: `token ${token} is not greater than ${formatJson(fence)}` };
      return { state: { owner: clientOf(op), 'held?': true, fence: token ?? fence } };
    }
    case 'release': {
      const refusal = refuseRelease(owner, isHeld ? 1 : 0, clientOf(op));
      return refusal === undefined ? { state: { owner: null, 'held?': false, fence } } : { inconsistent: refusal };
    }
    default:
      return unknownFunction(name, op);
  }
}

/** Null for an unknown token, undefined for a value that can hold none. */
export function tokenOf(value: Json): number | null | undefined {
  if (value === null || typeof value === 'string') return null;
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || isJsonArray(value)) return undefined;
  const fence = fieldOf(value, 'fence');
  return fence === null || typeof fence === 'number' ? fence : undefined;
}

/** Whether a token may follow; unknown ones always may. */
export function isGreater(token: number | null, fence: Json): boolean {
  return token === null || typeof fence !== 'number' || token > fence;
}

export function initialToken(model: string, initial: Json): number | null {
  if (initial === null || typeof initial === 'number') return initial;
  throw new InitialStateError(model, 'the greatest token given out before', initial);
}
