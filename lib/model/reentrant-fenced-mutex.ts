/**
 * A fenced lock that its holder may acquire again. All its acquires while it holds the lock answer with one token; the
 * next holder's is greater. Tokens and clients are told as in `fenced-mutex.ts` and `client.ts`.
 */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { betterKnown, type Client, clientOf, fieldOf } from './client';
import { initialToken, isGreater, tokenOf } from './fenced-mutex';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';
import { refuseAcquire, refuseRelease } from './reentrant-mutex';

const name = 'reentrant-fenced-mutex';

/** The state's `fence` is the token of who holds it now, null while unknown; `highest` is the greatest seen so far. */
export function reentrantFencedMutex(initial: Json = null): Model {
  return {
    name,
    summary: 'as fenced-mutex, and its holder may acquire it again with the same token',
    initial: { owner: null, count: 0, fence: null, highest: initialToken(name, initial) },
    isOwned: true,
    step: stepReentrantFencedMutex,
    format: formatJson,
  };
}

function stepReentrantFencedMutex(state: Json, op: ModelOp): Step {
  const owner: Client = fieldOf(state, 'owner');
  const count = Number(fieldOf(state, 'count'));
  const fence = fieldOf(state, 'fence');
  const highest = fieldOf(state, 'highest');
  const client = clientOf(op);
  switch (op.f) {
    case 'acquire': {
      const token = tokenOf(op.value);
      if (token === undefined) return { inconsistent: `a token is a number, not ${formatJson(op.value)}` };
      const refusal =
        refuseAcquire(owner, count, client, Number.POSITIVE_INFINITY) ?? refuseToken(token, fence, highest);
      if (refusal !== undefined) return { inconsistent: refusal };
      const known = token ?? fence;
      return {
        state: { owner: betterKnown(owner, client), count: count + 1, fence: known, highest: known ?? highest },
      };
    }
    case 'release': {
      const refusal = refuseRelease(owner, count, client);
      if (refusal !== undefined) return { inconsistent: refusal };
      if (count === 1) return { state: { owner: null, count: 0, fence: null, highest } };
      return { state: { owner: betterKnown(owner, client), count: count - 1, fence, highest } };
    }
    default:
      return unknownFunction(name, op);
  }
}

function refuseToken(token: number | null, fence: Json, highest: Json): string | undefined {
  if (token === null || token === fence) return undefined;
  if (fence !== null) return `token ${token} is not ${formatJson(fence)}, with which it is held`;
  return isGreater(token, highest) ? undefined : `token ${token} is not greater than ${formatJson(highest)}`;
}
