/** A text that is written as a whole or made longer at its end, as the values of a key-value store are in some tests. */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { InitialStateError } from './initial';
import { type Model, type ModelOp, type RegisterAccess, type Step, unknownFunction } from './model';

const name = 'text';

export function text(initial: Json = null): Model {
  if (initial !== null && typeof initial !== 'string') throw new InitialStateError(name, 'a text', initial);
  return {
    name,
    summary: 'get or read → the text, put or write x, append x at its end; starts empty, or with a text',
    initial: initial ?? '',
    step: stepText,
    isReadOnly: isGet,
    isBlind: (op) => isPut(op) && typeof op.value === 'string',
    registerAccess: textAccess,
    completesAsInvoked: true,
    format: (value) => formatJson({ text: value }),
  };
}

function isGet({ f }: ModelOp): boolean {
  return f === 'get' || f === 'read';
}

function isPut({ f }: ModelOp): boolean {
  return f === 'put' || f === 'write';
}

/** Without appends a text is a register. */
function textAccess(op: ModelOp): RegisterAccess | undefined {
  const { value } = op;
  if (isGet(op)) return value === null ? {} : { expects: value };
  return isPut(op) && typeof value === 'string' ? { leaves: value } : undefined;
}

function stepText(state: Json, op: ModelOp): Step {
  const { f, value } = op;
  if (!isGet(op) && !isPut(op) && f !== 'append') return unknownFunction(name, op);
  if (isGet(op) && (value === null || value === state)) return { state };
  if (typeof value !== 'string') return { inconsistent: `a text takes texts to ${f}, not ${formatJson(value)}` };
  if (isGet(op)) return { inconsistent: `can't read ${formatJson(value)} from text ${formatJson(state)}` };
  return { state: isPut(op) ? value : `${state}${value}` };
}
