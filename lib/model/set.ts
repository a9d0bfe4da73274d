/** A set: reads give everything that was added, each element once and in any order. */
import { formatJson } from '../base/edn';
import { itemsOf } from '../base/edn-form';
import { isJsonEqual, type Json } from '../base/json';
import { compareJson, hasItem, withItem } from '../base/json-order';
import { initialElements } from './initial';
import { type Model, type ModelOp, type Step, unknownFunction } from './model';
import { isRead } from './register';

const name = 'set';

export function set(initial: Json = null): Model {
  return {
    name,
    summary: 'add x; read → the elements in any order; starts empty, or with a list of elements',
    initial: initialElements(name, initial).reduce<readonly Json[]>(added, []),
    step: stepSet,
    isReadOnly: isRead,
    completesAsInvoked: true,
    format: (elements) => formatJson({ elements }),
  };
}

/** The state is sorted. */
function stepSet(state: Json, op: ModelOp): Step {
  const elements = state as readonly Json[];
  switch (op.f) {
    case 'add':
      return { state: added(elements, op.value) };
    case 'read': {
      if (op.value === null) return { state };
      const read = itemsOf(op.value);
      if (!read) return { inconsistent: `a read of a set gives a list, not ${formatJson(op.value)}` };
      if (isJsonEqual([...read].sort(compareJson), state)) return { state };
      return { inconsistent: `can't read ${formatJson(op.value)} from set ${formatJson(state)}` };
    }
    default:
      return unknownFunction(name, op);
  }
}

function added(elements: readonly Json[], element: Json): readonly Json[] {
  return hasItem(elements, element) ? elements : withItem(elements, element);
}
