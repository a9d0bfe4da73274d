/** A list to which elements are only ever added at its end; reads give all of it, in order. */
import { formatJson } from '../base/edn';
import { isJsonEqual, type Json } from '../base/json';
import { initialElements } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';
import { isRead } from './register';

const name = 'append-only-list';

export function appendOnlyList(initial: Json = null): Model {
  return {
    name,
    summary: 'append x; read → the elements in order; starts empty, or with a list of elements',
    initial: initialElements(name, initial),
    step: stepAppendOnlyList,
    isReadOnly: isRead,
    completesAsInvoked: true,
    format: (elements) => formatJson({ elements }),
  };
}

function stepAppendOnlyList(state: Json, op: ModelOp): Step {
  switch (op.f) {
    case 'append':
      return { state: [...(state as readonly Json[]), op.value] };
    case 'read':
      if (op.value === null || isJsonEqual(op.value, state)) return { state };
      return { inconsistent: `can't read ${formatJson(op.value)} from list ${formatJson(state)}` };
    default:
      return unknownFunction(name, op);
  }
}
