/** What the nemesis had done when something was answered: since when, who stood where or stood still, healed or not. */
import { capitalised, formatDuration, formatTime, listed } from '../base/words';
import { wordsOf } from '../catalog/faults/appearance';
import { disturbedWords } from '../catalog/faults/words';
import type { Grudge } from '../history/nemesis-value';
import { oneWayCuts, sides } from '../nemesis/grudge';
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
  const begun = faults.filter(({ start }) => start <= time);
  if (begun.length === 0) return ['No fault had been made by then.'];
  const holding = begun.filter(({ healedAt }) => healedAt === undefined || time < healedAt);
  const told = holding.length > 0 ? holding : begun.slice(-1);
  return told.flatMap((window) => windowSentences(window, nodes, answered, update));
}

function windowSentences(
  window: FaultWindow,
  nodes: readonly string[],
  answered: Answered,
  update: Update | undefined,
): readonly string[] {
  const { time } = answered;
  const { start, madeAt, end, healedAt, effect } = window;
  const { verb, object, noun } = wordsOf(window.fault);
  const isMade = madeAt !== undefined && madeAt <= time;
  if (isMade && effect?.nodes) return [nodesSentence(effect.nodes, { ...window, madeAt }, time)];
  if (healedAt !== undefined && healedAt <= time) {
    const when = `${moment(healedAt)}, ${formatDuration(time - healedAt)} before the answer`;
    return [`The last fault had been healed at ${when}.`];
  }
  if (!isMade) return [`The nemesis had begun to ${verb} ${object} at ${moment(start)}.`];
  const isHealing = end !== undefined && end <= time;
  const healing = isHealing ? [`It had begun to heal that at ${moment(end)}.`] : [];
  if (effect?.disturbed) {
    return [`${capitalised(disturbedWords(effect, nodes))} since ${moment(madeAt)}.`, ...healing];
  }
  if (!effect?.links) return [`There was a ${noun} since ${moment(madeAt)}.`, ...healing];
  return [
    ...cutSentences(effect.links, madeAt, nodes, answered, isHealing ? undefined : update),
    ...healing,
    healedAt === undefined
      ? 'The cut was never healed while the history lasted.'
      : `The network was whole again at ${moment(healedAt)}.`,
  ];
}

/**
 * `n3 was paused from 10.200 s to 15.200 s, 12 ms before the answer.` To when the nemesis began to undo it: the process
 * went on at some moment after that.
 */
function nodesSentence(
  nodes: readonly string[],
  { fault, madeAt, end, healedAt }: FaultWindow & { readonly madeAt: number },
  time: number,
): string {
  const { made, ended, restarting } = wordsOf(fault);
  const who = `${listed(nodes, 'and')} ${nodes.length === 1 ? 'was' : 'were'}`;
  const lead = (at: number) => (at <= time ? `, ${formatDuration(time - at)} before the answer` : '');
  if (restarting === undefined) {
    if (end === undefined)
      return `${who} ${made} from ${moment(madeAt)} on, and not ${ended} while the history lasted.`;
    return `${who} ${made} from ${moment(madeAt)} to ${moment(end)}${lead(end)}.`;
  }
  const hit = `${who} ${made} at ${moment(madeAt)}`;
  if (end === undefined) return `${hit} and not ${restarting} while the history lasted.`;
  if (healedAt === undefined)
    return `${hit}, ${restarting} at ${moment(end)}${lead(end)}, and did not serve while the history lasted.`;
  return `${hit}, ${restarting} at ${moment(end)}, and served at ${moment(healedAt)}${lead(healedAt)}.`;
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
  const oneWay = oneWayCuts(grudge, nodes).map(
    ({ deaf, to }) => `${listed(deaf, 'and')} did not hear ${listed(to, 'and')}`,
  );
  const cut =
    oneWay.length > 0
      ? `The nemesis had cut links one way at ${moment(cutAt)}: ${oneWay.join('; ')}.`
      : `The nemesis had cut the network at ${moment(cutAt)}: ${company} on one side, ${away} on the other.`;
  // Nothing is claimed of a cut in one direction, through which the news may have come.
  const isDeaf = own.every((member) => rest.flat().every((name) => grudge[member]?.includes(name)));
  // Nor of what was under way when the network was cut: it may have got through.
  const isApart = update !== undefined && sideOf(update.node) !== sideOf(node) && update.beganAt >= cutAt && isDeaf;
  return isApart ? [cut, `So ${node} could not hear of the ${update.f} on ${update.node}.`] : [cut];
}

function moment(nanos: number): string {
  return formatTime(nanos, 1e9);
}
