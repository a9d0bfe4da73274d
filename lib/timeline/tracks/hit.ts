/** What lies under the pointer. */
import { countBelow } from '../../base/column';
import { placeOfInvocation } from '../../protocol/run-state';
import { bookmarkAt } from '../view/bookmark-flags';
import { toTime, toX } from '../view/viewport';
import { type BarOutcome, endIn, type LaneTimes, minBarPx, outcomeIn, startIn } from './bars';
import { faultRows } from './fault-rows';
import { nodeRowAt, rowAt } from './layout';
import { laneTimes, type Scene } from './scene';

export type Hit =
  | { readonly kind: 'operation'; readonly operation: number }
  | { readonly kind: 'fault'; readonly fault: number }
  | { readonly kind: 'bookmark'; readonly bookmark: number }
  /** What the node believed at that time. */
  | { readonly kind: 'belief'; readonly node: string; readonly time: number };

/** A finger or a hasty mouse may miss a bar by this much. */
const reachPx = 5;

/** More than this near the pointer cannot be told apart; of those the rare ones are asked for by outcome. */
const maxCandidates = 64;

export function hitTest(scene: Scene, x: number, y: number): Hit | undefined {
  if (x < scene.scale.left || x > scene.scale.right) return undefined;
  const bookmark = bookmarkAt(scene, x, y);
  if (bookmark !== undefined) return { kind: 'bookmark', bookmark };
  const row = rowAt(scene.layout, y);
  if (!row) return hitBelief(scene, x, y);
  if (row.worker === 'nemesis') return hitFault(scene, x, y);
  return hitOperation(scene, row.worker, x);
}

function hitBelief(scene: Scene, x: number, y: number): Hit | undefined {
  const node = nodeRowAt(scene.layout, y)?.node;
  const time = toTime(scene.scale, x);
  if (node === undefined || time > scene.lastNanos || !scene.beliefs.at(node, time)) return undefined;
  return { kind: 'belief', node, time };
}

function hitFault(scene: Scene, x: number, y: number): Hit | undefined {
  const time = toTime(scene.scale, x);
  const { rowOf } = faultRows(scene.faults);
  const row = scene.layout.faultRows.findIndex(({ top, height }) => y >= top && y < top + height);
  const fault = scene.faults.findIndex(
    (window, place) => rowOf[place] === row && window.start <= time && time <= (window.healedAt ?? scene.lastNanos),
  );
  return fault < 0 ? undefined : { kind: 'fault', fault };
}

/** The rarer outcome wins, then the nearer bar: a fail among oks can always be reached. */
function hitOperation(scene: Scene, worker: number, x: number): Hit | undefined {
  const times = laneTimes(scene, worker);
  let best: { operation: number; rank: number; distance: number } | undefined;
  for (const at of candidates(scene, times, x)) {
    const left = toX(scene.scale, startIn(times, at));
    const right = Math.max(left + minBarPx, toX(scene.scale, endIn(times, at)));
    const distance = Math.max(left - x, x - right, 0);
    if (distance > reachPx) continue;
    const operation = scene.operations.invocationOf(times.lane.places.at(at));
    // Standing on a bar beats standing near one.
    const rank = (distance > 0 ? 10 : 0) + rankOf(scene, operation, outcomeIn(times, at));
    if (!best || rank < best.rank || (rank === best.rank && distance < best.distance)) {
      best = { operation, rank, distance };
    }
  }
  return best && { kind: 'operation', operation: best.operation };
}

/** Positions of the lane within reach; where there are too many, one of each outcome, and the violation. */
function candidates(scene: Scene, times: LaneTimes, x: number): readonly number[] {
  const { lane } = times;
  const from = Math.max(0, lane.firstFrom(toTime(scene.scale, x - reachPx - minBarPx)) - 1);
  const to = lane.firstFrom(toTime(scene.scale, x + reachPx));
  if (to - from <= maxCandidates) return Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
  const place = scene.violation && placeOfInvocation(scene, scene.violation.operation);
  const violation = place === undefined ? -1 : countBelow(lane.places.values, lane.length, place);
  const isNear = violation >= from && violation < to && lane.places.values[violation] === place;
  const middle = Math.min(to - 1, lane.firstFrom(toTime(scene.scale, x)));
  const rare = [isNear ? violation : -1, lane.firstInfo(from, to), lane.firstFail(from, to)];
  return [...rare.filter((at) => at >= 0), middle, to - 1];
}

function rankOf(scene: Scene, operation: number, outcome: BarOutcome): number {
  if (operation === scene.violation?.operation) return 0;
  return { info: 1, fail: 2, open: 3, ok: 4 }[outcome];
}
