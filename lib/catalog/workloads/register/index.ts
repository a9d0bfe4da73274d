/** One register, read, written and compared-and-set by every client; last a read by each. */
import * as z from 'zod/mini';
import { fork, randomFrom } from '../../../base/random';
import { timeLimit } from '../../../generator/pace';
import { once, repeat } from '../../../generator/source';
import { eachThread } from '../../../generator/threads';
import { registerMix, registerMixWords, uniqueValues, values, valuesWords } from '../options';
import { defineWorkload } from '../workload';
import { registerGenerator, registerOperations, registerStructure } from './register-operations';

export const register = defineWorkload({
  name: 'register',
  title: 'One register',
  summary: 'Reads, writes and compare-and-sets of small numbers on a single key, judged as a cas-register.',
  options: z.strictObject({ values, uniqueValues, mix: registerMix }),
  operations: registerOperations,
  judge: {
    model: 'cas-register',
    initial: null,
    checkers: ['stats', 'unhandled-errors', 'fault-coverage', 'sessions', 'log-patterns'],
    isByKey: false,
    isLive: true,
  },
  structure: registerStructure,
  load: ({ options, seed, pace, timeLimitSeconds }) =>
    timeLimit(timeLimitSeconds, pace(registerGenerator(fork(randomFrom(seed), 'workload'), options))),
  last: () => eachThread(once(repeat('read'))),
  describe: (options) => `${registerMixWords(options.mix)}on one register ${valuesWords(options)}`,
});
