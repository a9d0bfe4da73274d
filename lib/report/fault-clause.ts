/** What the nemesis had done when something was answered, as the end of a sentence; empty where there is nothing to say. */

import { formatDuration } from '../base/words';
import { wordsOf } from '../catalog/faults/appearance';
import type { Grudge } from '../history/nemesis-value';
import type { FaultEffect } from '../nemesis/effect';
import type { FaultWindow } from '../nemesis/windows';

/** A node that was hit may still show it for so long after it runs again; later the fault explains nothing. */
const aftermathNanos = 1e9;

/** `; n1 was cut off from n2, n3; n3 was paused then`, `; n3 had been resumed 40 ms before`. @param node that answered */
export function faultClause(windows: readonly FaultWindow[], time: number, node: string | undefined): string {
  return faultFacts(windows, time, node)
    .map((text) => `; ${text}`)
    .join('');
}

/** The same, each by itself. */
export function faultFacts(windows: readonly FaultWindow[], time: number, node: string | undefined): readonly string[] {
  const begun = windows.filter(({ start }) => start <= time);
  const holding = begun.filter(({ healedAt }) => healedAt === undefined || time < healedAt);
  const told = holding.length > 0 ? holding : begun.slice(-1);
  return told.flatMap((window) => textOf(window, time, node) ?? []);
}

function textOf(window: FaultWindow, time: number, node: string | undefined): string | undefined {
  const { madeAt, end, healedAt, effect } = window;
  const { object, making, made, ended, noun } = wordsOf(window.fault);
  const nodes = effect?.nodes;
  if (healedAt !== undefined && time >= healedAt) {
    const isHit = node !== undefined && nodes?.includes(node) && time - healedAt < aftermathNanos;
    return isHit ? `${node} had been ${ended} ${formatDuration(time - healedAt)} before` : undefined;
  }
  const isEnding = end !== undefined && time >= end;
  if (!isEnding && (madeAt === undefined || time < madeAt)) return `${object} was ${making} then`;
  if (nodes) {
    const who = `${nodes.join(', ')} ${nodes.length === 1 ? 'was' : 'were'}`;
    return isEnding ? `${who} being ${ended} then` : `${who} ${made} then`;
  }
  if (isEnding) return `${object} was being ${ended} then`;
  if (!effect?.links && !effect?.disturbed) return `there was a ${noun} then`;
  if (node === undefined) return undefined;
  return effect.links ? cutClause(effect.links, node) : disturbedClause(effect, node);
}

/** `n1 was cut off from n2`, `n1 did not hear n2, n3`, `n1 was not heard by n2`; nothing where no link of it is cut. */
function cutClause(links: Grudge, node: string): string | undefined {
  const unheard = new Set(links[node]);
  const deaf = new Set(Object.keys(links).filter((other) => links[other]?.includes(node)));
  const both = [...unheard].filter((other) => deaf.has(other));
  const clauses = [
    ['was cut off from', both],
    ['did not hear', [...unheard].filter((other) => !deaf.has(other))],
    ['was not heard by', [...deaf].filter((other) => !unheard.has(other))],
  ] as const;
  const told = clauses.flatMap(([verb, others]) =>
    others.length === 0 ? [] : [`${verb} ${others.toSorted().join(', ')}`],
  );
  return told.length === 0 ? undefined : `${node} ${told.join(' and ')}`;
}

/** `packets to n1 were delayed by 100 ms`; nothing where none of its own are disturbed. */
function disturbedClause({ disturbed = {}, how = 'disturbed' }: FaultEffect, node: string): string | undefined {
  const ways = [
    ...((disturbed[node] ?? []).length > 0 ? ['to'] : []),
    ...(Object.values(disturbed).some((from) => from.includes(node)) ? ['from'] : []),
  ];
  return ways.length === 0 ? undefined : `packets ${ways.join(' and ')} ${node} were ${how}`;
}
