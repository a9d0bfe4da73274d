import * as z from 'zod/mini';
import { describeFault } from '../fault';
import { targetsOption, whom } from '../targets';

/** Shorter than a node's shell can count, or longer than a pause of its own. */
const milliseconds = z.int().check(z.minimum(5), z.maximum(60_000));

export const stutter = describeFault({
  name: 'stutter',
  title: 'Stutter',
  summary:
    'Stops the process and lets it go on, many times a second if asked: short pauses, or most of the processor taken away.',
  options: z.extend(targetsOption, {
    stoppedMs: z._default(milliseconds, 400).check(z.meta({ title: 'Stopped', unit: 'ms', hint: 'Each time.' })),
    runningMs: z._default(milliseconds, 100).check(
      z.meta({
        title: 'Running',
        unit: 'ms',
        hint: '90 ms stopped and 10 ms running leave a tenth of the processor.',
      }),
    ),
  }),
  needs: ['process'],
  done: ({ stoppedMs, runningMs, ...who }) => `${whom(who)} stopped for ${stoppedMs} ms of ${stoppedMs + runningMs}`,
  ops: { begin: 'stutter', end: 'steady' },
  words: {
    title: 'Stutter',
    noun: 'stutter',
    verb: 'disturb',
    object: 'a process',
    making: 'being disturbed',
    made: 'stuttering',
    inEffect: 'stuttering',
    undoing: 'its end begins',
    undone: 'runs evenly again',
    ended: 'steadied',
  },
  look: { tone: 'fault-blue', hatch: 'falling', glyph: 'M5 5.5h2v9H5zM9 5.5h2v9H9zM13 5.5h2v9h-2z' },
});
