/** What the nemesis had done when something was answered: since when, who stood where or stood still, healed or not. */
import { formatDuration, formatTime, listed } from '../base/words';
import type { Fault, FaultKind, Grudge } from '../history/fault';
import { sides } from '../nemesis/grudge';
import type { FaultWindow } from '../nemesis/windows';

/** Where and when something was answered; nanoseconds since the start. */
interface Answered {
  readonly node: string;
  readonly time: number;
}

/** What a node was asked to change, and when it was asked. */
interface Update {
  readonly node: string;
  readonly f: string;
  readonly beganAt: number;
}

/** @param update what had been acknowledged before by another node, which may stand on another side */
export function nemesisSentences(
  faults: readonly FaultWindow[],
  nodes: readonly string[],
  answered: Answered,
  update?: Update,
): readonly string[] {
  const { time } = answered;
  const window = faults.findLast(({ start }) => start <= time);
  if (!window) return ['No fault had been made by then.'];
  const { kind, start, madeAt, end, healedAt, fault } = window;
  const isMade = madeAt !== undefined && madeAt <= time;
  if (isMade && fault && fault.kind !== 'cut') return [processSentence(fault, { ...window, madeAt }, time)];
  if (healedAt !== undefined && healedAt <= time) {
    const when = `${moment(healedAt)}, ${formatDuration(time - healedAt)} before the answer`;
    return [`The last fault had been healed at ${when}.`];
  }
  if (!isMade) return [`The nemesis had begun to ${making[kind]} at ${moment(start)}.`];
  const isHealing = end !== undefined && end <= time;
  const healing = isHealing ? [`It had begun to heal that at ${moment(end)}.`] : [];
  return [
    ...cutSentences(grudgeOf(fault), madeAt, nodes, answered, isHealing ? undefined : update),
    ...healing,
    healedAt === undefined
      ? 'The cut was never healed while the history lasted.'
      : `The network was whole again at ${moment(healedAt)}.`,
  ];
}

const making: Readonly<Record<FaultKind, string>> = {
  cut: 'cut the network',
  pause: 'pause a process',
  kill: 'kill a process',
};

function grudgeOf(fault: Fault | undefined): Grudge {
  return fault?.kind === 'cut' ? fault.grudge : {};
}

/**
 * `n3 was paused from 10.200 s to 15.200 s, 12 ms before the answer.` To when the nemesis began to undo it: the process
 * went on at some moment after that.
 */
function processSentence(
  { kind, nodes }: Fault & { kind: 'pause' | 'kill' },
  { madeAt, end, healedAt }: FaultWindow & { readonly madeAt: number },
  time: number,
): string {
  const who = `${listed(nodes, 'and')} ${nodes.length === 1 ? 'was' : 'were'}`;
  const lead = (at: number) => (at <= time ? `, ${formatDuration(time - at)} before the answer` : '');
  if (kind === 'pause') {
    if (end === undefined) return `${who} paused from ${moment(madeAt)} on, and not resumed while the history lasted.`;
    return `${who} paused from ${moment(madeAt)} to ${moment(end)}${lead(end)}.`;
  }
  const killed = `${who} killed at ${moment(madeAt)}`;
  if (end === undefined) return `${killed} and not started again while the history lasted.`;
  if (healedAt === undefined)
    return `${killed}, started again at ${moment(end)}${lead(end)}, and did not serve while the history lasted.`;
  return `${killed}, started again at ${moment(end)}, and served at ${moment(healedAt)}${lead(healedAt)}.`;
}

function cutSentences(
  grudge: Grudge,
  cutAt: number,
  nodes: readonly string[],
  { node }: Answered,
  update: Update | undefined,
): readonly string[] {
  const parts = sides(grudge, nodes);
  if (parts.length < 2) {
    return [`The nemesis had cut some links at ${moment(cutAt)}; all nodes still reached each other through others.`];
  }
  const sideOf = (name: string) => parts.findIndex((side) => side.includes(name));
  const own = parts[sideOf(node)] ?? [];
  const others = own.filter((name) => name !== node);
  const company = others.length === 0 ? `${node} alone` : `${node} together with ${listed(others, 'and')}`;
  const rest = parts.filter((side) => side !== own);
  const away = rest.map((side) => listed(side, 'and')).join(', and apart from them ');
  const cut = `The nemesis had cut the network at ${moment(cutAt)}: ${company} on one side, ${away} on the other.`;
  // Nothing is claimed of a cut in one direction, through which the news may have come.
  const isDeaf = own.every((member) => rest.flat().every((name) => grudge[member]?.includes(name)));
  // Nor of what was under way when the network was cut: it may have got through.
  const isApart = update !== undefined && sideOf(update.node) !== sideOf(node) && update.beganAt >= cutAt && isDeaf;
  return isApart ? [cut, `So ${node} could not hear of the ${update.f} on ${update.node}.`] : [cut];
}

function moment(nanos: number): string {
  return formatTime(nanos, 1e9);
}
