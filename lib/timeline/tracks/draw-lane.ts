/** What the workers did, as draw commands: their bars, the letters in them, and what they left open. */

import { type Box, type DrawCommand, textWidth } from '../../draw/draw-list';
import { toX } from '../view/viewport';
import { type Bar, laneBars, positionsIn, startIn } from './bars';
import { addDensity, type DensityBoxes, drawDensity, drawOpen, isDense } from './density';
import { shortLabel } from './label';
import type { TimelineRow } from './layout';
import { laneTimes, type Scene } from './scene';

/** Air above and below a bar, as a share of the row. */
const barInsetShare = 0.22;
/** Letters need this much height. */
const minLabelRowPx = 18;
const labelGapPx = 4;
/** A bar with letters in it must still be seen to be hatched. */
const minHatchPx = 24;

export function drawLanes(scene: Scene): DrawCommand[] {
  const dense: DensityBoxes = { ok: [], fail: [], info: [] };
  const [tails, lanes]: [DrawCommand[], DrawCommand[]] = [[], []];
  for (const row of scene.layout.rows) {
    if (row.worker === 'nemesis') continue;
    const times = laneTimes(scene, row.worker);
    tails.push(...drawTail(scene, row, row.worker));
    if (isDense(times, scene.scale)) {
      addDensity(dense, times, scene, barBox(row));
      lanes.push(...drawOpen(times, scene, barBox(row)));
    } else {
      lanes.push(...drawLane(scene, row, row.worker));
    }
  }
  return [...tails, ...drawDensity(dense), ...lanes];
}

function drawLane(scene: Scene, row: TimelineRow, worker: number): DrawCommand[] {
  const times = laneTimes(scene, worker);
  const bars = laneBars(times, scene.scale);
  const rank = { ok: 0, open: 1, info: 2, fail: 3 };
  const ordered = [...bars].sort((a, b) => rank[a.outcome] - rank[b.outcome] || a.x - b.x);
  return [
    ...ordered.flatMap((bar) => drawBar(row, bar)),
    ...(row.height < minLabelRowPx ? [] : bars.flatMap((bar) => drawLabel(scene, row, bar))),
    ...(row.height < minLabelRowPx ? [] : drawProcessChanges(scene, row, worker)),
  ];
}

function drawBar(row: TimelineRow, bar: Bar): DrawCommand[] {
  const box = barBox(row, bar);
  if (bar.outcome === 'open') return [{ kind: 'frame', ink: 'muted', lineWidth: 1, ...box }];
  if (bar.outcome === 'fail') {
    return [
      { kind: 'fill', ink: 'fail', ...box },
      { kind: 'hatch', ink: 'ink-on-fill', opacity: 0.55, ...box },
    ];
  }
  return [{ kind: 'fill', ink: bar.outcome, ...box }];
}

/** An operation that ended `info` may take effect at any later time: it stays open to the right edge. */
function drawTail(scene: Scene, row: TimelineRow, worker: number): DrawCommand[] {
  const { lane } = laneTimes(scene, worker);
  const first = lane.crashes[0];
  const time = first === undefined ? undefined : lane.ends.at(first);
  if (time === undefined || time > scene.scale.span.end) return [];
  const y = row.top + row.height / 2;
  const x1 = Math.max(scene.scale.left, toX(scene.scale, time));
  return [{ kind: 'stroke', ink: 'info', x1, y1: y, x2: scene.scale.right, y2: y, lineWidth: 1.5, dash: [1, 4] }];
}

function drawLabel(scene: Scene, row: TimelineRow, bar: Bar): DrawCommand[] {
  const operation = bar.count > 1 ? undefined : scene.operations.at(bar.place);
  if (!operation) return [];
  const label = shortLabel(scene.operationTable, operation);
  const text = bar.outcome === 'info' ? `${label} ?` : label;
  const needed = textWidth(text) + labelGapPx;
  const y = row.top + row.height / 2;
  if (needed + labelGapPx + (bar.outcome === 'fail' ? minHatchPx : 0) < bar.width) {
    const ink = bar.outcome === 'open' ? 'ink' : 'ink-on-fill';
    const words: DrawCommand = { kind: 'text', ink, x: bar.x + labelGapPx, y, text, align: 'left' };
    // Letters cannot be read on a hatch.
    if (bar.outcome !== 'fail') return [words];
    return [{ kind: 'fill', ink: 'fail', ...barBox(row, { x: bar.x + labelGapPx / 2, width: needed }) }, words];
  }
  if (needed > bar.roomAfter) return [];
  return [{ kind: 'text', ink: 'ink', x: bar.x + bar.width + labelGapPx - 1, y, text, align: 'left' }];
}

/** Behind a crash the client goes on as another process, whose number is written where it first acts: `p12`. */
function drawProcessChanges(scene: Scene, row: TimelineRow, worker: number): DrawCommand[] {
  const times = laneTimes(scene, worker);
  const { lane } = times;
  const { scale } = scene;
  const commands: DrawCommand[] = [];
  const [from, to] = positionsIn(times, scale.span);
  for (let at = lane.firstInfo(from, to); at >= 0; at = lane.firstInfo(at + 1, to)) {
    if (at + 1 >= lane.length) break;
    const operation = scene.operations.at(lane.places.at(at + 1));
    const text = `p${operation?.invocation.process}`;
    const x = toX(scale, startIn(times, at + 1));
    const isClear = x - textWidth(text) - 2 * labelGapPx > toX(scale, lane.ends.at(at));
    if (!isClear || x > scale.right) continue;
    commands.push({ kind: 'text', ink: 'muted', x: x - labelGapPx, y: row.top + row.height / 2, text, align: 'right' });
  }
  return commands;
}

function barBox(row: TimelineRow, bar: Pick<Bar, 'x' | 'width'> = { x: 0, width: 0 }): Box {
  const inset = Math.round(row.height * barInsetShare);
  return { x: bar.x, y: row.top + inset, width: bar.width, height: row.height - 2 * inset };
}
