/** What is done to one register, alone or among many. */
import { drawInt, fork, type Random } from '../../../base/random';
import type { Generator } from '../../../generator/generator';
import { random, repeat, weightedMix } from '../../../generator/source';
import { wellKnownOperations } from '../../../history/operation-table';

const { read, write, cas } = wellKnownOperations;

export const registerOperations = { read, write, cas };

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
