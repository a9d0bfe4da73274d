/** What all partitions have in common, whichever links they cut. */
import * as z from 'zod/mini';
import type { FaultDescription } from './fault';

export const networkCut = {
  options: z.strictObject({}),
  needs: ['network'],
  ops: { begin: 'start', end: 'stop' },
  words: {
    title: 'Network cut',
    noun: 'partition',
    verb: 'cut',
    object: 'the network',
    making: 'being cut',
    made: 'cut',
    inEffect: 'partitioned',
    undoing: 'heal begins',
    undone: 'fully connected',
    ended: 'healed',
  },
  look: { tone: 'fault-sand', hatch: 'rising', glyph: 'M5 9h3.5v2H5zM11.5 9H15v2h-3.5zM9.4 5h1.2v10H9.4z' },
} as const satisfies Partial<FaultDescription>;
