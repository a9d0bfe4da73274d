/**
 * How the faults of a history are told and drawn: those of the catalog, those that other tools make and this one does
 * not, and those of a later version, of which only the name is known.
 */
import type { FaultDescription, FaultLook, FaultWords } from './fault';
import { partition } from './partition';
import { faults, findFault } from './registry';

export type FaultAppearance = Pick<FaultDescription, 'words' | 'look'>;

const glyphs = {
  bars: 'M5 12h2.5v3H5zM8.8 9h2.5v6H8.8zM12.5 5H15v10h-2.5z',
  hands: 'M9.3 5h1.5v5.2l3.6 2.1-.75 1.3-4.35-2.6z',
  sheet: 'M6.5 5h5l2.5 2.5V15h-7.5z',
  people: 'M9.2 5.5h1.6v3.7h3.7v1.6h-3.7v3.7H9.2v-3.7H5.5V9.2h3.7z',
  mark: 'M9.1 5h1.8v6.2H9.1zM9.1 13h1.8v1.9H9.1z',
} as const;

function other(
  noun: string,
  object: string,
  tone: FaultLook['tone'],
  hatch: FaultLook['hatch'],
  glyph: string,
): FaultAppearance {
  const title = noun.charAt(0).toUpperCase() + noun.slice(1);
  return {
    words: {
      title,
      noun,
      verb: 'disturb',
      object,
      making: 'being disturbed',
      made: 'disturbed',
      inEffect: `${noun} in effect`,
      undoing: 'its end begins',
      undone: 'over',
      ended: 'restored',
    },
    look: { tone, hatch, glyph },
  };
}

/** By the kinds that `lib/nemesis/jepsen.ts` reads. */
const recorded: Readonly<Record<string, FaultAppearance>> = {
  partition,
  packet: other('packet fault', 'packets', 'fault-green', 'rising', glyphs.bars),
  clock: other('clock fault', 'a clock', 'fault-teal', 'level', glyphs.hands),
  file: other('file fault', 'a file', 'fault-teal', 'falling', glyphs.sheet),
  membership: other('membership change', 'the membership', 'fault-violet', 'upright', glyphs.people),
};

const unknown = other('fault', 'the cluster', 'fault-violet', 'level', glyphs.mark);

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
