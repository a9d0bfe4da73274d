/** A text that is written as a whole or made longer at its end, as the values of a key-value store are in some tests. */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { InitialStateError } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';

const name = 'text';

export function text(initial: Json = null): Model {
  if (initial !== null && typeof initial !== 'string') throw new InitialStateError(name, 'a text', initial);
  return {
    name,
    summary: 'get or read → the text, put or write x, append x at its end; starts empty, or with a text',
    initial: initial ?? '',
    step: stepText,
    isReadOnly: ({ f }) => f === 'get' || f === 'read',
    completesAsInvoked: true,
    format: (value) => formatJson({ text: value }),
  };
}

function stepText(state: Json, op: ModelOp): Step {
  const { f, value } = op;
  const isGet = f === 'get' || f === 'read';
  const isPut = f === 'put' || f === 'write';
  if (!isGet && !isPut && f !== 'append') return unknownFunction(name, op);
  if (isGet && (value === null || value === state)) return { state };
  if (typeof value !== 'string') return { inconsistent: `a text takes texts to ${f}, not ${formatJson(value)}` };
  if (isGet) return { inconsistent: `can't read ${formatJson(value)} from text ${formatJson(state)}` };
  return { state: isPut ? value : `${state}${value}` };
}
