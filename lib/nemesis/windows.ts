/**
 * When the network was broken, read back from a history: what the timeline shades and the cluster picture shows.
 *
 *     start nil   start {cutOff}          stop nil   stop "fully connected"
 *     |           |                       |          |
 *     start       cutAt                   end        healedAt
 *
 * Between `cutAt` and `end` the cut was whole; before and after it was being made and undone.
 */
import type { History, Op } from '../history/op';
import type { Grudge } from './grudge';
import { grudgeOf } from './value';

/** Times are nanoseconds since the start of the test. A time that is missing had not come when the history ended. */
export interface FaultWindow {
  readonly start: number;
  readonly cutAt?: number;
  readonly end?: number;
  readonly healedAt?: number;
  readonly grudge?: Grudge;
}

/** In order of time. A window that a new fault replaces ends where the new one starts. */
export function faultWindows(history: History): readonly FaultWindow[] {
  const windows: FaultWindow[] = [];
  for (const op of history) {
    if (op.process !== 'nemesis') continue;
    const last = windows.at(-1);
    const open = last !== undefined && last.healedAt === undefined ? last : undefined;
    if (op.f === 'start') {
      if (open && isDone(op) && open.cutAt === undefined) {
        windows[windows.length - 1] = cut(open, op);
      } else if (!isDone(op)) {
        if (open) windows[windows.length - 1] = { ...open, end: open.end ?? op.time, healedAt: op.time };
        windows.push({ start: op.time });
      }
    } else if (op.f === 'stop' && open) {
      windows[windows.length - 1] = isDone(op)
        ? { ...open, end: open.end ?? op.time, ...(op.error === undefined && { healedAt: op.time }) }
        : { ...open, end: open.end ?? op.time };
    }
  }
  return windows;
}

/** The second writing of a fault holds what was done, or what went wrong. */
function isDone(op: Op): boolean {
  return op.value !== null || op.error !== undefined;
}

/** A cut that failed is taken as over: the runner heals at once. */
function cut(open: FaultWindow, op: Op): FaultWindow {
  if (op.error !== undefined) return { ...open, end: op.time, healedAt: op.time };
  const grudge = grudgeOf(op.value);
  return { ...open, cutAt: op.time, ...(grudge && { grudge }) };
}
