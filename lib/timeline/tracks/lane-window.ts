/**
 * Which lanes are in view where there are more than fit: they scroll by whole lanes between what stays, the faults above,
 * the leaders and the axis below.
 */
import { axisHeightPx, laneHeight } from './layout';

export interface LaneWindow {
  /** Place of the first lane in view, and how many there are. */
  readonly first: number;
  readonly count: number;
  readonly lanePx: number;
  /** What lies out of view, above and below together. */
  readonly hiddenPx: number;
}

/** A timeline is no higher than this, so that its axis and the words below are on the screen with it. */
const maxHeightPx = 512;
/** Whatever stays, so many lanes are in view. */
const minLanes = 4;

/** @param fixedPx the height of what does not scroll */
export function laneWindow(laneCount: number, fixedPx: number, scrollTop: number): LaneWindow {
  const lanePx = laneHeight(laneCount);
  const room = Math.floor((maxHeightPx - fixedPx - axisHeightPx) / lanePx);
  const count = Math.min(laneCount, Math.max(minLanes, room));
  const first = Math.min(Math.max(0, Math.round(scrollTop / lanePx)), laneCount - count);
  return { first, count, lanePx, hiddenPx: (laneCount - count) * lanePx };
}

/** Where to scroll so that a lane is in view; nothing where it is. @param place of the lane among all */
export function scrollToLane({ first, count, lanePx }: LaneWindow, place: number): number | undefined {
  if (place < first) return place * lanePx;
  return place < first + count ? undefined : (place - count + 1) * lanePx;
}
