/** A fault in words: the same on the timeline, on the map, in lists and in reports. */
import { counted } from '../base/words';
import type { Fault, FaultKind, Grudge } from '../history/fault';
import { sides } from './grudge';
import type { FaultWindow } from './windows';

interface KindWords {
  /** `Network cut` */
  readonly title: string;
  /** `partition`, with an s for several. */
  readonly noun: string;
  /** `being cut`, of a fault that is being made. */
  readonly making: string;
  /** `cut`, before the sides or the nodes. */
  readonly made: string;
  /** What is true from when it was whole, what then begins, and what is true when it has been undone. */
  readonly whole: string;
  readonly undoing: string;
  readonly undone: string;
}

export const kindWords: Readonly<Record<FaultKind, KindWords>> = {
  cut: {
    title: 'Network cut',
    noun: 'partition',
    making: 'being cut',
    made: 'cut',
    whole: 'cut is whole',
    undoing: 'heal begins',
    undone: 'fully connected',
  },
  pause: {
    title: 'Pause',
    noun: 'pause',
    making: 'being paused',
    made: 'paused',
    whole: 'paused',
    undoing: 'resume begins',
    undone: 'resumed',
  },
  kill: {
    title: 'Kill',
    noun: 'kill',
    making: 'being killed',
    made: 'killed',
    whole: 'killed',
    undoing: 'restart begins',
    undone: 'serves again',
  },
};

/** `n2 n3 | n1`, the largest side first; `n3 n4` of those that were paused or killed. */
export function faultNodes(fault: Fault, nodes: readonly string[]): string {
  return fault.kind === 'cut' ? sidesText(sides(fault.grudge, nodes)) : fault.nodes.join(' ');
}

/** `cut n2 n3 | n1`, `paused n3`, `being killed` */
export function faultLabel(window: FaultWindow, nodes: readonly string[]): string {
  const words = kindWords[window.kind];
  return window.fault ? `${words.made} ${faultNodes(window.fault, nodes)}` : words.making;
}

/** The longest first, for whoever has little room: both sides, at least who is cut off, at least what it is. */
export function faultLabels(window: FaultWindow, nodes: readonly string[]): readonly string[] {
  const { fault, kind } = window;
  const whole = faultLabel(window, nodes);
  if (!fault) return [whole];
  const word = kindWords[kind].made;
  if (fault.kind !== 'cut') return [whole, word];
  return [whole, `${word} ${sidesText(sides(fault.grudge, nodes).slice(1))}`, word];
}

/** `n1, n4 cut off from n2, n3, n5`, `n3 paused` */
export function faultWords(fault: Fault, nodes: readonly string[]): string {
  if (fault.kind === 'cut') return grudgeWords(fault.grudge, nodes);
  return `${fault.nodes.join(', ')} ${kindWords[fault.kind].made}`;
}

/** The smaller sides first, because that is who is cut off. */
function grudgeWords(grudge: Grudge, nodes: readonly string[]): string {
  const [largest = [], ...others] = sides(grudge, nodes);
  if (others.length === 0) return 'some links are cut, and all nodes still reach each other';
  return others.map((side) => `${side.join(', ')} cut off from ${largest.join(', ')}`).join('; ');
}

/** `faultWords`, or what is being done to somebody whom nobody knows yet. */
export function windowWords({ kind, fault }: FaultWindow, nodes: readonly string[]): string {
  return fault ? faultWords(fault, nodes) : kindWords[kind].making;
}

/** `2 network cuts`, `1 pause, 2 kills`, `0 faults` */
export function countedFaults(windows: readonly FaultWindow[]): string {
  if (windows.length === 0) return counted(0, 'fault');
  const kinds = [...new Set(windows.map(({ kind }) => kind))];
  const told = kinds.map((kind) => {
    return counted(windows.filter((window) => window.kind === kind).length, kindWords[kind].title.toLowerCase());
  });
  return told.join(', ');
}

function sidesText(parts: readonly (readonly string[])[]): string {
  return parts.map((side) => side.join(' ')).join(' | ');
}
