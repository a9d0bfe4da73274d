/**
 * The order of the lanes. Clients keep theirs; where a screen is narrow, those come first that a person looks for: of the
 * violation, then those that wait or waited in vain, the longest first, then those that failed.
 */
import type { Lane } from '../../protocol/lane';

/** One that is answered soon keeps its place. */
const waitingNanos = 1e9;

/** @param violating clients of the violation's operations, the violating one first */
export function lanesByWeight(
  lanes: readonly Lane[],
  lastNanos: number,
  violating: readonly number[],
): readonly number[] {
  const weights = lanes.map((lane, client) => {
    const place = violating.indexOf(client);
    if (place >= 0) return { client, group: 0, rank: place };
    const openNanos = openFor(lane, lastNanos);
    if (openNanos >= waitingNanos || lane.crashes.length > 0) return { client, group: 1, rank: -openNanos };
    return { client, group: lane.fails(0, lane.length) > 0 ? 2 : 3, rank: 0 };
  });
  return weights
    .sort((a, b) => a.group - b.group || a.rank - b.rank || a.client - b.client)
    .map(({ client }) => client);
}

/** How long the last operation has been open. */
function openFor(lane: Lane, lastNanos: number): number {
  const last = lane.length - 1;
  return last < 0 || lane.ends.at(last) !== Number.POSITIVE_INFINITY
    ? 0
    : Math.max(0, lastNanos - lane.starts.at(last));
}
