/**
 * A lock that its holder may acquire again, and that is free once it was released as often. `client.ts` says how clients
 * are told apart.
 *
 *     0 acquire ┤├ acquire ┤├ release ┤├ release ┤
 *     count    1         2          1          0   only now may another acquire it
 */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { betterKnown, type Client, clientOf, fieldOf, formatClient, mayBeSame } from './client';
import { InitialStateError } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';

const name = 'reentrant-mutex';

/** `{limit: n}` as initial: how often the holder may hold it at a time; without it, as often as it likes. */
export function reentrantMutex(initial: Json = null): Model {
  const limit = limitOf(name, initial);
  return {
    name,
    summary: 'acquire, release by the same client, as often as it acquired; starts free, or with {"limit": n}',
    initial: free,
    isOwned: true,
    step: (state, op) => stepReentrantMutex(state, op, limit),
    format: formatJson,
  };
}

const free: Json = { owner: null, count: 0 };

function stepReentrantMutex(state: Json, op: ModelOp, limit: number): Step {
  const owner: Client = fieldOf(state, 'owner');
  const count = Number(fieldOf(state, 'count'));
  const client = clientOf(op);
  switch (op.f) {
    case 'acquire': {
      const refusal = refuseAcquire(owner, count, client, limit);
      if (refusal !== undefined) return { inconsistent: refusal };
      return { state: { owner: betterKnown(owner, client), count: count + 1 } };
    }
    case 'release': {
      const refusal = refuseRelease(owner, count, client);
      if (refusal !== undefined) return { inconsistent: refusal };
      return { state: count === 1 ? free : { owner: betterKnown(owner, client), count: count - 1 } };
    }
    default:
      return unknownFunction(name, op);
  }
}

export function refuseAcquire(owner: Client, count: number, client: Client, limit: number): string | undefined {
  if (count > 0 && !mayBeSame(owner, client)) return `already held by ${formatClient(owner)}`;
  if (count >= limit) return `already held ${count} times`;
  return undefined;
}

export function refuseRelease(owner: Client, count: number, client: Client): string | undefined {
  if (count === 0) return 'not held';
  if (!mayBeSame(owner, client)) return `held by ${formatClient(owner)}, not by ${formatClient(client)}`;
  return undefined;
}

export function limitOf(model: string, initial: Json): number {
  if (initial === null) return Number.POSITIVE_INFINITY;
  const limit = fieldOf(initial, 'limit');
  if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0) return limit;
  throw new InitialStateError(model, '{"limit": n}, how often its holder may hold it at a time', initial);
}
