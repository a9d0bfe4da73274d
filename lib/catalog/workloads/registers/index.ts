/**
 * A register at each of many keys. A group of clients works on a key until it has made so many operations on it, reads it
 * once more each, and moves on to the next; the groups work beside each other. So no key's history is long, however long
 * the test is, and each is judged by itself.
 *
 *     clients 0–4   ├── key 0 ──┤├── key 2 ──┤├── key 4 ──┤ …      │ recovery │ key 0
 *     clients 5–9   ├── key 1 ──┤├── key 3 ──┤├── key 5 ──┤ …      │          │ key 1
 *
 * The last reads are of the first key of each group: it has been through every fault since.
 */
import * as z from 'zod/mini';
import type { Json } from '../../../base/json';
import { fork, randomFrom } from '../../../base/random';
import { counted } from '../../../base/words';
import { isNemesis } from '../../../generator/context';
import type { Generator } from '../../../generator/generator';
import { sequence, succession } from '../../../generator/order';
import { timeLimit } from '../../../generator/pace';
import { limit, once, onKey, repeat } from '../../../generator/source';
import { eachThread, onThreads, parallel } from '../../../generator/threads';
import type { Op } from '../../../history/op';
import { registerMix, registerMixWords, uniqueValues, values, valuesWords } from '../options';
import { registerGenerator, registerOperations, registerStructure } from '../register/register-operations';
import type { Structure } from '../structure';
import { defineWorkload, type WorkloadInput } from '../workload';

const options = z.strictObject({
  values,
  uniqueValues,
  mix: registerMix,
  clientsPerKey: z
    ._default(z.int().check(z.minimum(1), z.maximum(200)), 5)
    .check(z.meta({ title: 'Clients on a key', hint: 'At a time' })),
  opsPerKey: z
    ._default(z.int().check(z.minimum(1), z.maximum(10_000)), 100)
    .check(z.meta({ title: 'Operations on a key', hint: 'Then the next key' })),
});

type Input = WorkloadInput<z.output<typeof options>>;

/** The values by the texts of their keys. */
const registersStructure: Structure = {
  isOneValue: false,
  read: (state, op) => valuesOf(state)[keyOf(op)] ?? null,
  update(state, op) {
    const values = valuesOf(state);
    const updated = registerStructure.update(values[keyOf(op)] ?? null, op);
    return typeof updated === 'object' && 'state' in updated
      ? { ...updated, state: { ...values, [keyOf(op)]: updated.state } }
      : updated;
  },
};

export const registers = defineWorkload({
  name: 'registers',
  title: 'Many registers',
  summary: 'A register at one key after another, a few clients at a time on each; every key is judged by itself.',
  options,
  operations: registerOperations,
  judge: {
    model: 'cas-register',
    initial: null,
    checkers: ['stats', 'unhandled-errors', 'fault-coverage', 'sessions', 'log-patterns'],
    isByKey: true,
    isLive: true,
  },
  structure: registersStructure,
  load(input) {
    const groups = groupsOf(input);
    const load = byGroup(input, (group) => succession((turn) => keyLoad(input, group + turn * groups.length)));
    return timeLimit(input.timeLimitSeconds, input.pace(load));
  },
  last: (input) => byGroup(input, (group) => onKey(group, eachThread(once(repeat('read'))))),
  describe: ({ mix, clientsPerKey, opsPerKey, ...values }) =>
    `${registerMixWords(mix)}on registers ${valuesWords(values)}, ${counted(clientsPerKey, 'client')} on each for ${counted(opsPerKey, 'operation')}`,
});

/** The last group may be smaller. */
function groupsOf({ concurrency, options }: Input): readonly number[] {
  return Array.from({ length: Math.ceil(concurrency / options.clientsPerKey) }, (_, group) => group);
}

function byGroup(input: Input, generator: (group: number) => Generator): Generator {
  const { clientsPerKey } = input.options;
  return parallel(
    ...groupsOf(input).map((group) =>
      onThreads((thread) => !isNemesis(thread) && Math.floor(thread / clientsPerKey) === group, generator(group)),
    ),
  );
}

function keyLoad({ seed, options }: Input, key: number): Generator {
  const ops = registerGenerator(fork(randomFrom(seed), `key ${key}`), options);
  return onKey(key, sequence(limit(options.opsPerKey, ops), eachThread(once(repeat('read')))));
}

function keyOf({ key = null }: Op): string {
  return JSON.stringify(key);
}

function valuesOf(state: Json): Readonly<Record<string, Json>> {
  return (state ?? {}) as Readonly<Record<string, Json>>;
}
