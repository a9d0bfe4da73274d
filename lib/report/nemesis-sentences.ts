/** What the nemesis had done to the network when something was answered: since when, who stood where, healed or not. */
import { listed } from '../checker/sample';
import { sides } from '../nemesis/grudge';
import type { FaultWindow } from '../nemesis/windows';
import { formatDuration, formatTime } from '../timeline/ticks';

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
  const fault = faults.findLast(({ start }) => start <= time);
  if (!fault) return ['No fault had been made by then.'];
  const { start, cutAt, end, healedAt } = fault;
  if (healedAt !== undefined && healedAt <= time) {
    const when = `${moment(healedAt)}, ${formatDuration(time - healedAt)} before the answer`;
    return [`The last fault had been healed at ${when}.`];
  }
  if (cutAt === undefined || cutAt > time) return [`The nemesis had begun to cut the network at ${moment(start)}.`];
  const isHealing = end !== undefined && end <= time;
  const healing = isHealing ? [`It had begun to heal that at ${moment(end)}.`] : [];
  return [
    ...cutSentences(fault, cutAt, nodes, answered, isHealing ? undefined : update),
    ...healing,
    healedAt === undefined
      ? 'The cut was never healed while the history lasted.'
      : `The network was whole again at ${moment(healedAt)}.`,
  ];
}

function cutSentences(
  { grudge = {} }: FaultWindow,
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
