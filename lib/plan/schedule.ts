/**
 * What a plan intends, in seconds since the start, before anything ran. The form draws it beside the fields; what then
 * really happened is in the history, a little later each time, because a fault takes time to be made.
 *
 *     0    rest    start   fault   end    rest   start   …   time limit    recovery    final reads
 *     ├─────────────┼───────────────┼─────────────┼──────────────┤──────────────────────┤
 *                   █████████████████             ████████████████  cut short by the time limit
 */
import type { FaultName } from '../catalog/faults/registry';
import { momentsIn } from './moments';
import type { Plan, RunPlan } from './plan';

/** The parts of a plan that say when things happen. */
export type Timing = Pick<RunPlan, 'load' | 'faults' | 'recoverySeconds'>;

type PlannedFault = Plan['faults'][number];

export interface PlannedWindow {
  readonly fault: FaultName;
  /** Its place in the list of faults: each has a lane of the nemesis of its own. */
  readonly lane: number;
  readonly start: number;
  readonly end: number;
}

/** A day of the shortest faults without rest; more can only come from numbers that no plan may have. */
const maxWindows = 864_000;

/** The windows of all faults that a plan intends, by lane and then in order, none longer than the time limit allows. */
export function plannedWindows({ faults, load }: Timing): readonly PlannedWindow[] {
  const all: Plan['faults'] = faults;
  return all.flatMap((fault, lane) => windowsOf(fault, lane, load.timeLimitSeconds));
}

function windowsOf(fault: PlannedFault, lane: number, limit: number): readonly PlannedWindow[] {
  const moments = momentsIn(fault.at);
  if (moments) {
    return moments
      .filter(({ start }) => start < limit)
      .map(({ start, end }) => ({ fault: fault.name, lane, start, end: Math.min(end, limit) }));
  }
  const { name, restSeconds, durationSeconds, firstStartSeconds = restSeconds, repetitions = maxWindows } = fault;
  const windows: PlannedWindow[] = [];
  for (let turn = 0; turn < Math.min(repetitions, maxWindows); turn++) {
    const start = firstStartSeconds + turn * (restSeconds + durationSeconds);
    if (!(start < limit)) break;
    windows.push({ fault: name, lane, start, end: Math.min(start + durationSeconds, limit) });
  }
  return windows;
}

/** How long the test itself is meant to run, from the first operation to the final reads. */
export function plannedSeconds(plan: Pick<Timing, 'load' | 'recoverySeconds'>): number {
  return plan.load.timeLimitSeconds + plan.recoverySeconds;
}

/** How long a fault that goes on is meant to last. */
export function plannedDuration({ faults }: Pick<Timing, 'faults'>, fault: string | undefined): number {
  const all: Plan['faults'] = faults;
  const planned = all.find(({ name }) => name === fault) ?? all[0];
  return planned?.durationSeconds ?? 0;
}
