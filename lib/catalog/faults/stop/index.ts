import * as z from 'zod/mini';
import { describeFault } from '../fault';
import { targetsOption, whom } from '../targets';

/** Together with the command itself well within what the nemesis is given. */
const maxPatienceSeconds = 30;

export const stop = describeFault({
  name: 'stop',
  title: 'Stop processes',
  summary: 'Asks the process of the system on some nodes to end (SIGTERM), waits for it, then starts it on its data.',
  options: z.extend(targetsOption, {
    patienceSeconds: z
      ._default(z.number().check(z.minimum(0.1), z.maximum(maxPatienceSeconds)), 10)
      .check(z.meta({ title: 'Patience', unit: 's', hint: 'One that has not ended by then is killed, and told.' })),
  }),
  needs: ['process'],
  done: (options) => `${whom(options)} stopped`,
  ops: { begin: 'stop-process', end: 'start-process' },
  words: {
    title: 'Stop',
    noun: 'stop',
    verb: 'stop',
    object: 'a process',
    making: 'being stopped',
    made: 'stopped',
    inEffect: 'stopped',
    undoing: 'start begins',
    undone: 'serves again',
    ended: 'started',
    restarting: 'started again',
  },
  look: { tone: 'fault-rose', hatch: 'level', glyph: 'M7.5 5h5L15 7.5v5L12.5 15h-5L5 12.5v-5z' },
});
