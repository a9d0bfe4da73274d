/** What is done to one register, alone or among many, and what that does to it. */
import { isJsonArray, isJsonEqual, type Json } from '../../../base/json';
import { drawInt, fork, type Random } from '../../../base/random';
import { due, type Generator, rewrap } from '../../../generator/generator';
import { random, repeat, type Share, weightedMix } from '../../../generator/source';
import { wellKnownOperations } from '../../../history/operation-table';
import { leftBy } from '../../../model/cas-register';
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
  readonly uniqueValues: boolean;
  readonly mix: { readonly read: number; readonly write: number; readonly cas: number };
}

/** Reads, writes and compare-and-sets, as often as the mix says, over the values that the options say. */
export function registerGenerator(source: Random, { values, uniqueValues, mix }: RegisterOptions): Generator {
  const drawn = fork(source, 'mix');
  if (!uniqueValues) return weightedMix(drawn, shares(mix, drawnWrites(source, values), drawnCas(source, values)));
  return everyValueOnce(weightedMix(drawn, shares(mix, repeat('write'), repeat('cas'))), 0, null);
}

function shares(mix: RegisterOptions['mix'], write: Generator, cas: Generator): readonly Share[] {
  return [
    { weight: mix.read, generator: repeat('read') },
    { weight: mix.write, generator: write },
    { weight: mix.cas, generator: cas },
  ];
}

/** The values from 0 up to, and without, `values`. */
function drawnWrites(source: Random, values: number): Generator {
  return random(fork(source, 'write'), (state) => {
    const { value, next } = drawInt(state, values);
    return { value: { f: 'write', value }, next };
  });
}

function drawnCas(source: Random, values: number): Generator {
  return random(fork(source, 'cas'), (state) => {
    const expected = drawInt(state, values);
    const replacement = drawInt(expected.next, values);
    return { value: { f: 'cas', value: [expected.value, replacement.value] }, next: replacement.next };
  });
}

/**
 * Every write and every cas brings the next whole number, so that a value tells which operation it is of; a cas expects
 * what an operation last showed.
 *
 *     write 0 · read → 0 · cas [0 1] · write 2 · cas [2 3] …
 */
function everyValueOnce(inner: Generator, following: number, shown: Json): Generator {
  const self: Generator = {
    next(context) {
      const next = inner.next(context);
      const { f } = next.kind === 'op' ? next.op : { f: 'read' };
      if (next.kind !== 'op' || f === 'read') return rewrap(next, (rest) => everyValueOnce(rest, following, shown));
      const value = f === 'cas' ? [shown, following] : following;
      return due({ ...next.op, value }, everyValueOnce(next.generator, following + 1, shown));
    },
    update(event) {
      const { isCompletion, op } = event;
      const updated = inner.update(event);
      const now = isCompletion && op.type === 'ok' ? leftBy(op) : shown;
      return updated === inner && now === shown ? self : everyValueOnce(updated, following, now);
    },
  };
  return self;
}
