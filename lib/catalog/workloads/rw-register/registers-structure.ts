/** Registers by their keys, for transactions that run one after another. */
import { isJsonArray, type Json } from '../../../base/json';
import { type Structure, unknownOperation } from '../structure';

export const registersStructure: Structure = {
  isOneValue: false,
  read: (state, op) => applied(registersOf(state), op.value).answer,
  update(state, op) {
    if (op.f !== 'txn') return unknownOperation(op);
    const { registers, answer } = applied(registersOf(state), op.value);
    return { state: registers, answer };
  },
};

/** By the text of a key. */
type Registers = Readonly<Record<string, Json>>;

function registersOf(state: Json): Registers {
  return (state ?? {}) as Registers;
}

function applied(before: Registers, value: Json): { readonly registers: Registers; readonly answer: Json } {
  const registers = { ...before };
  const answer = (value !== null && isJsonArray(value) ? value : []).map((step): Json => {
    const [f, key, written] = step as readonly [Json, Json, Json];
    if (f !== 'w') return [f, key, registers[String(key)] ?? null];
    registers[String(key)] = written;
    return step;
  });
  return { registers, answer };
}
