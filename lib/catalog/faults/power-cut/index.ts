import { describeFault } from '../fault';
import { targetsOption, whom } from '../targets';

export const powerCut = describeFault({
  name: 'power-cut',
  title: 'Power cut',
  summary:
    'Ends some nodes at once, and what they had written and not flushed (fsync) is gone; then starts them on the rest.',
  options: targetsOption,
  needs: ['power'],
  done: (options) => `the power of ${whom(options)} cut`,
  ops: { begin: 'power-off', end: 'power-on' },
  words: {
    title: 'Power cut',
    noun: 'power cut',
    verb: 'power off',
    object: 'a node',
    making: 'being powered off',
    made: 'powered off',
    inEffect: 'powered off',
    undoing: 'power-on begins',
    undone: 'serves again',
    ended: 'powered on',
    restarting: 'powered on',
  },
  look: { tone: 'fault-violet', hatch: 'falling', glyph: 'M11 4.5 6 11h3.5l-1 4.5L14 8.5h-3.7z' },
});
