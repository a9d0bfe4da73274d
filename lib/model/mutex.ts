/** A lock that one client holds at a time; it does not look at who releases it. */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { InitialStateError } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';

const name = 'mutex';

export function mutex(initial: Json = null): Model {
  if (initial !== null && typeof initial !== 'boolean') {
    throw new InitialStateError(name, 'true (held) or false (free)', initial);
  }
  return {
    name,
    summary: 'acquire, release; starts free',
    initial: initial ?? false,
    step: stepMutex,
    completesAsInvoked: true,
    format: (state) => formatJson({ 'locked?': state }),
  };
}

function stepMutex(isHeld: Json, op: ModelOp): Step {
  switch (op.f) {
    case 'acquire':
      return isHeld ? { inconsistent: 'already held' } : { state: true };
    case 'release':
      return isHeld ? { state: false } : { inconsistent: 'not held' };
    default:
      return unknownFunction(name, op);
  }
}
