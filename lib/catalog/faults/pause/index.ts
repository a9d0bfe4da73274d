import { describeFault } from '../fault';
import { targetsOption, whom } from '../targets';

export const pause = describeFault({
  name: 'pause',
  title: 'Pause processes',
  summary: 'Stops the process of the system on some nodes without its noticing (SIGSTOP), then lets it go on.',
  options: targetsOption,
  needs: ['process'],
  done: (options) => `${whom(options)} paused`,
  ops: { begin: 'pause', end: 'resume' },
  words: {
    title: 'Pause',
    noun: 'pause',
    verb: 'pause',
    object: 'a process',
    making: 'being paused',
    made: 'paused',
    inEffect: 'paused',
    undoing: 'resume begins',
    undone: 'resumed',
    ended: 'resumed',
  },
  look: { tone: 'fault-blue', hatch: 'upright', glyph: 'M6 5.5h3v9H6zM11 5.5h3v9h-3z' },
});
