/** A register: reads give what was last written. */
import { formatJson } from '../base/edn';
import { isJsonEqual, type Json } from '../base/json';
import { type Model, type ModelOp, type RegisterAccess, type Step, unknownFunction } from './model';

export function register(initial: Json = null): Model {
  return {
    name: 'register',
    summary: 'read, write; starts at nil, or at any value',
    initial,
    step: stepRegister,
    isReadOnly: isRead,
    completesAsInvoked: true,
    isBlind: isWrite,
    registerAccess,
    format: formatRegister,
  };
}

/** A read of null is a read whose value is unknown; it fits every state. */
export function stepRegister(state: Json, op: ModelOp): Step {
  switch (op.f) {
    case 'write':
      return { state: op.value };
    case 'read':
      if (op.value === null || isJsonEqual(op.value, state)) return { state };
      return { inconsistent: `can't read ${formatJson(op.value)} from register ${formatJson(state)}` };
    default:
      return unknownFunction('register', op);
  }
}

export function registerAccess({ f, value }: ModelOp): RegisterAccess | undefined {
  if (f === 'write') return { leaves: value };
  if (f === 'read') return value === null ? {} : { expects: value };
  return undefined;
}

export function isRead(op: ModelOp): boolean {
  return op.f === 'read';
}

export function isWrite(op: ModelOp): boolean {
  return op.f === 'write';
}

export function formatRegister(state: Json): string {
  return formatJson({ value: state });
}
