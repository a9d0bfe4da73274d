/**
 * What a plan intends, in seconds since the start, before anything ran. The form draws it beside the fields; what then
 * really happened is in the history, a little later each time, because a fault takes time to be made.
 *
 *     0    rest    start   fault   stop   rest   start   …   time limit    recovery    final reads
 *     ├─────────────┼───────────────┼─────────────┼──────────────┤──────────────────────┤
 *                   █████████████████             ████████████████  cut short by the time limit
 */
import type { Plan } from './plan';

/** The parts of a plan that say when things happen; a form has these before the rest of the plan is complete. */
export type Timing = Pick<Plan, 'load' | 'nemesis' | 'recoverySeconds'>;

export interface PlannedWindow {
  readonly start: number;
  readonly end: number;
}

/** A day of the shortest faults without rest; more can only come from numbers that no plan may have. */
const mostWindows = 864_000;

/** The fault windows a plan intends, in order, none longer than the time limit allows. */
export function plannedWindows(plan: Timing): readonly PlannedWindow[] {
  if (plan.nemesis.name === 'none') return [];
  const { restSeconds, faultSeconds } = plan.nemesis;
  const limit = plan.load.timeLimitSeconds;
  const windows: PlannedWindow[] = [];
  for (let turn = 0; turn < mostWindows; turn++) {
    const start = turn * (restSeconds + faultSeconds) + restSeconds;
    if (!(start < limit)) break;
    windows.push({ start, end: Math.min(start + faultSeconds, limit) });
  }
  return windows;
}

/** How long the test itself is meant to run, from the first operation to the final reads. */
export function plannedSeconds(plan: Timing): number {
  return plan.load.timeLimitSeconds + plan.recoverySeconds;
}
