/** What the nemesis had done when something was answered, as the end of a sentence; empty where there is nothing to say. */

import { formatDuration } from '../base/words';
import type { FaultKind } from '../history/fault';
import type { FaultWindow } from '../nemesis/windows';

/** A node that was hit may still show it for so long after it runs again; later the fault explains nothing. */
const aftermathNanos = 1e9;

const making: Readonly<Record<FaultKind, string>> = {
  cut: 'the network was being cut then',
  pause: 'a process was being paused then',
  kill: 'a process was being killed then',
};

/** `; n1 was cut off from n2, n3`, `; n3 had been resumed 40 ms before`. @param node that gave the answer */
export function faultClause(windows: readonly FaultWindow[], time: number, node: string | undefined): string {
  const window = windows.findLast(({ start }) => start <= time);
  const text = window && textOf(window, time, node);
  return text === undefined ? '' : `; ${text}`;
}

function textOf(window: FaultWindow, time: number, node: string | undefined): string | undefined {
  const { kind, madeAt, end, healedAt, fault } = window;
  const isOver = healedAt !== undefined && time >= healedAt;
  if (fault && fault.kind !== 'cut') {
    const done = fault.kind === 'pause' ? 'paused' : 'killed';
    const undone = fault.kind === 'pause' ? 'resumed' : 'restarted';
    if (isOver) {
      const isHit = node !== undefined && fault.nodes.includes(node) && time - healedAt < aftermathNanos;
      return isHit ? `${node} had been ${undone} ${formatDuration(time - healedAt)} before` : undefined;
    }
    const who = `${fault.nodes.join(', ')} ${fault.nodes.length === 1 ? 'was' : 'were'}`;
    if (end !== undefined && time >= end) return `${who} being ${undone} then`;
    return madeAt === undefined || time < madeAt ? making[kind] : `${who} ${done} then`;
  }
  if (isOver) return undefined;
  if (end !== undefined && time >= end) return kind === 'cut' ? 'the network was being healed then' : undefined;
  if (madeAt === undefined || time < madeAt) return making[kind];
  const others = [...((node === undefined ? undefined : fault?.grudge[node]) ?? [])].sort();
  return others.length === 0 ? undefined : `${node} was cut off from ${others.join(', ')}`;
}
