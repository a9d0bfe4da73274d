/** A register that also compares and sets: `cas [1 2]` writes 2 if it holds 1, and is refused otherwise. */
import { formatJson } from '../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import type { Model, ModelOp, RegisterAccess, Step } from './model';
import { formatRegister, isRead, isWrite, registerAccess, stepRegister } from './register';

export function casRegister(initial: Json = null): Model {
  return {
    name: 'cas-register',
    summary: 'read, write, cas [expected new]; starts at nil, or at any value',
    initial,
    step: stepCasRegister,
    isReadOnly: isRead,
    completesAsInvoked: true,
    isBlind: isWrite,
    registerAccess: casRegisterAccess,
    format: formatRegister,
  };
}

function stepCasRegister(state: Json, op: ModelOp): Step {
  if (op.f !== 'cas') return stepRegister(state, op);
  if (op.value === null || !isJsonArray(op.value) || op.value.length !== 2) {
    return { inconsistent: `a cas takes [expected new], not ${formatJson(op.value)}` };
  }
  const [expected = null, next = null] = op.value;
  if (isJsonEqual(state, expected)) return { state: next };
  return { inconsistent: `can't CAS ${formatJson(state)} from ${formatJson(expected)} to ${formatJson(next)}` };
}

function casRegisterAccess(op: ModelOp): RegisterAccess | undefined {
  if (op.f !== 'cas') return registerAccess(op);
  if (op.value === null || !isJsonArray(op.value) || op.value.length !== 2) return undefined;
  const [expects = null, leaves = null] = op.value;
  return { expects, leaves };
}

/** What a write or a cas that happened leaves in the register. */
export function leftBy({ f, value }: ModelOp): Json {
  return f === 'cas' && isJsonArray(value) ? (value[1] ?? null) : value;
}
