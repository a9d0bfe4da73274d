/**
 * How the faults of a history are told and drawn: those of the catalog, those that other tools make and this one does
 * not, and those of a later version, of which only the name is known.
 */
import type { FaultDescription, FaultLook, FaultWords } from './fault';
import { networkCut } from './network-cut';
import { packetFault } from './packets';
import { faults, findFault } from './registry';

export type FaultAppearance = Pick<FaultDescription, 'words' | 'look'>;

const glyphs = {
  hands: 'M9.3 5h1.5v5.2l3.6 2.1-.75 1.3-4.35-2.6z',
  sheet: 'M6.5 5h5l2.5 2.5V15h-7.5z',
  people: 'M9.2 5.5h1.6v3.7h3.7v1.6h-3.7v3.7H9.2v-3.7H5.5V9.2h3.7z',
  mark: 'M9.1 5h1.8v6.2H9.1zM9.1 13h1.8v1.9H9.1z',
} as const;

interface Telling {
  readonly noun: string;
  /** `skew` and `skewed`, of what. */
  readonly verb: string;
  readonly made: string;
  readonly object: string;
}

function recordedFault({ noun, verb, made, object }: Telling, look: FaultLook): FaultAppearance {
  const words = {
    title: noun.charAt(0).toUpperCase() + noun.slice(1),
    ...{ noun, verb, object, made },
    making: `being ${made}`,
    inEffect: `${noun} in effect`,
    undoing: 'its end begins',
    undone: 'over',
    ended: 'restored',
  };
  return { words, look };
}

/** By the kinds that `lib/nemesis/jepsen.ts` reads. */
const recorded: Readonly<Record<string, FaultAppearance>> = {
  partition: networkCut,
  packet: packetFault,
  clock: recordedFault(
    { noun: 'clock fault', verb: 'skew', made: 'skewed', object: 'a clock' },
    { tone: 'fault-teal', hatch: 'level', glyph: glyphs.hands },
  ),
  file: recordedFault(
    { noun: 'file fault', verb: 'damage', made: 'damaged', object: 'a file' },
    { tone: 'fault-teal', hatch: 'falling', glyph: glyphs.sheet },
  ),
  membership: recordedFault(
    { noun: 'member change', verb: 'change', made: 'changed', object: 'the membership' },
    { tone: 'fault-violet', hatch: 'upright', glyph: glyphs.people },
  ),
};

const unknown = recordedFault(
  { noun: 'fault', verb: 'disturb', made: 'disturbed', object: 'the cluster' },
  { tone: 'fault-violet', hatch: 'level', glyph: glyphs.mark },
);

export function appearanceOf(fault: string): FaultAppearance {
  return findFault(fault) ?? recorded[fault] ?? unknown;
}

export function wordsOf(fault: string): FaultWords {
  return appearanceOf(fault).words;
}

/** For checkers, which stand below the catalog: what a fault of each name is called. */
export const faultNouns: Readonly<Record<string, string>> = Object.fromEntries(
  [...faults, ...Object.keys(recorded).map((name) => ({ name }))].map(({ name }) => [name, wordsOf(name).noun]),
);
