/** Where the operations that a search found lie, as columns: thousands are marked in every frame. */
import type { DrawCommand } from '../../draw/draw-list';
import type { RunState } from '../../protocol/run-state';
import { clientOf, type Scene } from '../tracks/scene';
import { minimapHeightPx } from './minimap';
import type { Found } from './search';
import { type TimeScale, toX } from './viewport';

export interface FoundMarks {
  readonly length: number;
  readonly clients: Int32Array;
  readonly starts: Float64Array;
  /** Infinite where an operation never completed. */
  readonly ends: Float64Array;
}

const markPx = 3;
/** Above this strip of the minimap stand the bars. */
const minimapMarkPx = 4;

export function foundMarks({ operations, lanes }: RunState, { places }: Found): FoundMarks {
  const clients = new Int32Array(places.length);
  const starts = new Float64Array(places.length);
  const ends = new Float64Array(places.length);
  for (const [at, place] of places.entries()) {
    const operation = operations.at(place);
    clients[at] = clientOf(operation?.invocation.process ?? 0, lanes.length);
    starts[at] = operation?.invocation.time ?? 0;
    ends[at] = operation?.completion?.time ?? Number.POSITIVE_INFINITY;
  }
  return { length: places.length, clients, starts, ends };
}

/** A line below the bar of each that is in view. */
export function drawFound({ found, scale, layout, lastNanos }: Scene): DrawCommand[] {
  if (!found || found.length === 0) return [];
  const bottoms = new Map(layout.rows.map(({ worker, top, height }) => [worker, top + height] as const));
  const boxes: number[] = [];
  for (let at = 0; at < found.length; at++) {
    const bottom = bottoms.get(found.clients[at] as number);
    const [start, end] = [found.starts[at] as number, Math.min(lastNanos, found.ends[at] as number)];
    if (bottom === undefined || end < scale.span.start || start > scale.span.end) continue;
    const x = Math.max(scale.left, toX(scale, start));
    const right = Math.min(scale.right, Math.max(toX(scale, end), x + markPx));
    boxes.push(x, bottom - markPx - 1, right - x, markPx);
  }
  return boxes.length === 0 ? [] : [{ kind: 'fills', ink: 'accent', boxes: Float32Array.from(boxes) }];
}

/** A tick at the foot of the minimap for each, where it began. */
export function drawFoundOnMinimap(found: FoundMarks | undefined, scale: TimeScale): DrawCommand[] {
  if (!found || found.length === 0) return [];
  const boxes: number[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < found.length; at++) {
    const x = toX(scale, found.starts[at] as number);
    if (x < free || x > scale.right) continue;
    boxes.push(x, minimapHeightPx - minimapMarkPx, 2, minimapMarkPx);
    free = x + 2;
  }
  return [{ kind: 'fills', ink: 'accent', boxes: Float32Array.from(boxes) }];
}
