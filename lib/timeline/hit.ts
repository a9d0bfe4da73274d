/** What lies under the pointer. */
import { barOutcome, endOf, firstFrom, leastBarPx, operationIn } from './bars';
import { rowAt } from './layout';
import { laneTimes, type Scene } from './scene';
import { toTime, toX } from './viewport';

export type Hit =
  | { readonly kind: 'operation'; readonly operation: number }
  | { readonly kind: 'fault'; readonly fault: number };

/** A finger or a hasty mouse may miss a bar by this much. */
const reachPx = 5;

/** Merged bars hide operations behind each other; looking at more than this many would delay the pointer. */
const mostCandidates = 2000;

export function hitTest(scene: Scene, x: number, y: number): Hit | undefined {
  const row = rowAt(scene.layout, y);
  if (!row || x < scene.scale.left || x > scene.scale.right) return undefined;
  if (row.worker === 'nemesis') return hitFault(scene, x);
  return hitOperation(scene, row.worker, x);
}

function hitFault(scene: Scene, x: number): Hit | undefined {
  const time = toTime(scene.scale, x);
  const fault = scene.faults.findIndex(
    (window) => window.start <= time && time <= (window.healedAt ?? scene.lastNanos),
  );
  return fault < 0 ? undefined : { kind: 'fault', fault };
}

/** The rarer outcome wins, then the nearer bar: a fail among oks can always be reached. */
function hitOperation(scene: Scene, worker: number, x: number): Hit | undefined {
  const lane = laneTimes(scene, worker);
  const latest = toTime(scene.scale, x + reachPx);
  const from = Math.max(0, firstFrom(lane, toTime(scene.scale, x - reachPx - leastBarPx)) - 1);
  let best: { operation: number; rank: number; distance: number } | undefined;
  for (let at = from; at < lane.places.length && at < from + mostCandidates; at++) {
    const operation = operationIn(lane, at);
    const { index, time } = operation.invocation;
    if (time > latest) break;
    const left = toX(scene.scale, time);
    const right = Math.max(left + leastBarPx, toX(scene.scale, endOf(operation, scene.lastNanos)));
    const distance = Math.max(left - x, x - right, 0);
    if (distance > reachPx) continue;
    // Standing on a bar beats standing near one.
    const rank = (distance > 0 ? 10 : 0) + rankOf(scene, index, barOutcome(operation));
    if (!best || rank < best.rank || (rank === best.rank && distance < best.distance)) {
      best = { operation: index, rank, distance };
    }
  }
  return best && { kind: 'operation', operation: best.operation };
}

function rankOf(scene: Scene, index: number, outcome: ReturnType<typeof barOutcome>): number {
  if (index === scene.violation?.operation) return 0;
  return { info: 1, fail: 2, open: 3, ok: 4 }[outcome];
}
