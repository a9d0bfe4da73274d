/** What is done to one register, alone or among many, and what that does to it. */
import { isJsonArray, isJsonEqual } from '../../../base/json';
import { drawInt, fork, type Random } from '../../../base/random';
import type { Generator } from '../../../generator/generator';
import { random, repeat, weightedMix } from '../../../generator/source';
import { wellKnownOperations } from '../../../history/operation-table';
import { type Structure, unknownOperation } from '../structure';

const { read, write, cas } = wellKnownOperations;

export const registerOperations = { read, write, cas };

export const registerStructure: Structure = {
  isOneValue: true,
  read: (state) => state,
  update(state, op) {
    const { f, value } = op;
    if (f === 'write') return { state: value };
    if (f !== 'cas' || value === null || !isJsonArray(value)) return unknownOperation(op);
    const [expected = null, replacement = null] = value;
    return isJsonEqual(state, expected) ? { state: replacement } : { refused: 'compare-failed' };
  },
};

interface RegisterOptions {
  readonly values: number;
  readonly mix: { readonly read: number; readonly write: number; readonly cas: number };
}

/** Reads, writes and compare-and-sets, as often as the mix says, over the values from 0 up to, and without, `values`. */
export function registerGenerator(source: Random, { values, mix }: RegisterOptions): Generator {
  const write = random(fork(source, 'write'), (state) => {
    const { value, next } = drawInt(state, values);
    return { value: { f: 'write', value }, next };
  });
  const cas = random(fork(source, 'cas'), (state) => {
    const expected = drawInt(state, values);
    const replacement = drawInt(expected.next, values);
    return { value: { f: 'cas', value: [expected.value, replacement.value] }, next: replacement.next };
  });
  return weightedMix(fork(source, 'mix'), [
    { weight: mix.read, generator: repeat('read') },
    { weight: mix.write, generator: write },
    { weight: mix.cas, generator: cas },
  ]);
}
