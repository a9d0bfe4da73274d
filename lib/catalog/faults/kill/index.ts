import { describeFault } from '../fault';
import { targetsOption, whom } from '../targets';

export const kill = describeFault({
  name: 'kill',
  title: 'Kill processes',
  summary: 'Ends the process of the system on some nodes without warning (SIGKILL), then starts it on its data.',
  options: targetsOption,
  needs: ['process'],
  done: (options) => `${whom(options)} killed`,
  ops: { begin: 'kill', end: 'restart' },
  words: {
    title: 'Kill',
    noun: 'kill',
    verb: 'kill',
    object: 'a process',
    making: 'being killed',
    made: 'killed',
    inEffect: 'killed',
    undoing: 'restart begins',
    undone: 'serves again',
    ended: 'restarted',
    restarting: 'started again',
  },
  look: { tone: 'fault-rose', hatch: 'falling', glyph: 'M6 6h8v8H6z' },
});
