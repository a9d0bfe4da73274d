/**
 * When something was broken, read back from a history: what the timeline shades and the cluster picture shows.
 *
 *     start nil   start {cutOff}          stop nil   stop "fully connected"
 *     pause nil   pause {paused}          resume nil resume {resumed}
 *     |           |                       |          |
 *     start       madeAt                  end        healedAt
 *
 * Between `madeAt` and `end` the fault was whole; before and after it was being made and undone.
 */

import { type Fault, type FaultKind, kindBegunBy, kindEndedBy } from '../history/fault';
import { faultOf } from '../history/nemesis-value';
import type { History, Op } from '../history/op';

/** Times are nanoseconds since the start of the test. A time that is missing had not come when the history ended. */
export interface FaultWindow {
  readonly kind: FaultKind;
  readonly start: number;
  readonly madeAt?: number;
  readonly end?: number;
  readonly healedAt?: number;
  /** What was done to whom; not known before it was done. */
  readonly fault?: Fault;
}

/** In order of time. A window that a new fault replaces ends where the new one starts. */
export function faultWindows(history: History): readonly FaultWindow[] {
  const windows: FaultWindow[] = [];
  for (const op of history) {
    if (op.process !== 'nemesis') continue;
    const last = windows.at(-1);
    const open = last !== undefined && last.healedAt === undefined ? last : undefined;
    const begun = kindBegunBy(op.f);
    if (begun !== undefined) {
      if (open?.kind === begun && open.madeAt === undefined && isDone(op)) {
        windows[windows.length - 1] = made(open, op);
      } else if (!isDone(op)) {
        if (open) windows[windows.length - 1] = { ...open, end: open.end ?? op.time, healedAt: op.time };
        windows.push({ kind: begun, start: op.time });
      }
    } else if (open && kindEndedBy(op.f) === open.kind) {
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

/** A fault that could not be made is taken as over; one that was made in part is as large as its value says. */
function made(open: FaultWindow, op: Op): FaultWindow {
  const fault = faultOf(op.value);
  if (op.error !== undefined && fault === undefined) return { ...open, end: op.time, healedAt: op.time };
  return { ...open, madeAt: op.time, ...(fault && { fault }) };
}
