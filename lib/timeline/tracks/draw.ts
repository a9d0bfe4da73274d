/** What a timeline shows, as draw commands, from the back to the front. */

import { appearanceOf } from '../../catalog/faults/appearance';
import { faultLabels } from '../../catalog/faults/words';
import { type DrawCommand, type DrawList, textWidth } from '../../draw/draw-list';
import type { FaultWindow } from '../../nemesis/windows';
import { drawBookmarks } from '../view/bookmark-flags';
import { drawFound } from '../view/found-marks';
import { timeTicks } from '../view/ticks';
import { toX } from '../view/viewport';
import { drawContradiction } from '../worlds/draw-contradiction';
import { drawThread } from '../worlds/draw-thread';
import { drawBeliefNames, drawBeliefs } from './draw-beliefs';
import { drawLanes } from './draw-lane';
import { faultRows } from './fault-rows';
import { firstWord, laneName, namesLeft, narrowPx } from './layout';
import { nodeOfWorker, operationIn, rowOfOperation, type Scene } from './scene';

const labelGapPx = 4;
const glyphPx = 14;

export function drawTimeline(scene: Scene): DrawList {
  return [
    ...drawGrid(scene),
    ...drawFaults(scene),
    ...drawViolationBand(scene),
    ...drawLanes(scene),
    ...drawBeliefs(scene),
    ...drawGutter(scene),
    ...drawOtherViolations(scene),
    ...drawViolation(scene),
    ...drawBookmarks(scene),
  ];
}

/** What moves with the hand, on a canvas of its own above, so that pointing at things repaints next to nothing. */
export function drawPointing(scene: Scene): DrawList {
  return [
    ...drawFound(scene),
    ...drawSelection(scene),
    ...drawContradiction(scene),
    ...drawThread(scene),
    ...drawCursor(scene),
  ];
}

function drawGrid(scene: Scene): DrawCommand[] {
  const { layout } = scene;
  const ticks = timeTicks(scene.scale);
  return [
    ...layout.rows.map(
      (row): DrawCommand => ({
        kind: 'stroke',
        ink: 'line',
        x1: 0,
        y1: row.top + row.height - 0.5,
        x2: layout.width,
        y2: row.top + row.height - 0.5,
        lineWidth: 1,
      }),
    ),
    ...ticks.map(
      (tick): DrawCommand => ({
        kind: 'stroke',
        ink: 'line',
        x1: Math.round(tick.x) + 0.5,
        y1: 0,
        x2: Math.round(tick.x) + 0.5,
        y2: layout.axisTop + 4,
        lineWidth: 1,
      }),
    ),
    ...ticks
      .filter((tick) => tick.x + textWidth(tick.label) / 2 < layout.width)
      .map(
        (tick): DrawCommand => ({
          kind: 'text',
          ink: 'muted',
          x: tick.x,
          y: layout.axisTop + 14,
          text: tick.label,
          align: 'center',
        }),
      ),
  ];
}

/** All bands first: what one fault says in its row is not tinted by another. */
function drawFaults(scene: Scene): DrawCommand[] {
  const { rowOf } = faultRows(scene.faults);
  const drawn = scene.faults.map((fault, place) => drawFault(scene, fault, rowOf[place] ?? 0));
  return [...drawn.flatMap(({ band }) => band), ...drawn.flatMap(({ strip }) => strip)];
}

const nothingDrawn = { band: [], strip: [] };

function drawFault(scene: Scene, fault: FaultWindow, row: number): Record<'band' | 'strip', DrawCommand[]> {
  const { layout, scale } = scene;
  const end = fault.healedAt ?? scene.lastNanos;
  if (end < scale.span.start || fault.start > scale.span.end) return nothingDrawn;
  const within = (time: number) => Math.min(layout.right, Math.max(layout.left, toX(scale, time)));
  const [startX, madeX, endX] = [within(fault.start), within(fault.madeAt ?? end), within(end)];
  const stopX = within(fault.end ?? end);
  const { top, height } = layout.faultRows[row] ?? { top: 0, height: 0 };
  const air = layout.faultRows.length > 1 ? 2 : 4;
  const strip = { y: top + air, height: height - 2 * air };
  const { tone: ink, hatch, glyph } = appearanceOf(fault.fault).look;
  const middle = top + height / 2;
  const letters = { from: madeX + glyphPx + 2 * labelGapPx, to: stopX - labelGapPx };
  const label = faultLabels(fault, scene.nodes).find((text) => textWidth(text) < letters.to - letters.from);
  const hasGlyph = stopX - madeX > glyphPx + 2 * labelGapPx;
  return {
    band: [
      { kind: 'fill', ink, opacity: 0.28, x: startX, width: endX - startX, y: 0, height: layout.axisTop },
      ...edges(madeX, layout.axisTop, scale.left, fault.madeAt !== undefined),
      ...edges(endX, layout.axisTop, scale.left, fault.healedAt !== undefined),
    ],
    strip: [
      // While the fault is being made or undone, it has hit some of its nodes and not others.
      { kind: 'hatch', ink, hatch, x: startX, width: madeX - startX, ...strip },
      { kind: 'fill', ink, x: madeX, width: stopX - madeX, ...strip },
      { kind: 'hatch', ink, hatch, x: stopX, width: endX - stopX, ...strip },
      ...(hasGlyph
        ? [
            {
              kind: 'glyph',
              ink: 'ink',
              path: glyph,
              x: madeX + labelGapPx,
              y: middle - glyphPx / 2,
              size: glyphPx,
            } satisfies DrawCommand,
          ]
        : []),
      ...(label !== undefined
        ? [{ kind: 'text', ink: 'ink', x: letters.from, y: middle, text: label, align: 'left' } satisfies DrawCommand]
        : []),
    ],
  };
}

function edges(x: number, bottom: number, left: number, isKnown: boolean): DrawCommand[] {
  if (!isKnown || x <= left) return [];
  return [{ kind: 'stroke', ink: 'muted', x1: x, y1: 0, x2: x, y2: bottom, lineWidth: 1, dash: [2, 3] }];
}

function drawGutter(scene: Scene): DrawCommand[] {
  const { layout } = scene;
  const { left } = layout;
  const x = namesLeft(left);
  return [
    { kind: 'fill', ink: 'raised', x: 0, y: 0, width: left - 1, height: layout.axisTop - 1 },
    ...layout.faultRows.map(({ name, top, height }): DrawCommand => {
      return {
        kind: 'text',
        ink: 'muted',
        x,
        y: top + height / 2,
        text: fitted(name, left - x - 4),
        align: 'left',
      };
    }),
    ...layout.rows.flatMap((row): DrawCommand[] => {
      if (row.worker === 'nemesis') return [];
      const y = row.top + row.height / 2;
      const name = laneName(row.worker, nodeOfWorker(scene.nodes, row.worker), layout.width < narrowPx);
      return [{ kind: 'text', ink: 'ink', x, y, text: cut(name, left - x - 4), align: 'left' }];
    }),
    ...drawBeliefNames(scene, x),
  ];
}

/** Shortened to the room there is: to its first word, where that fits. */
function fitted(text: string, widthPx: number): string {
  if (textWidth(text) <= widthPx) return text;
  const word = firstWord(text);
  return textWidth(word) <= widthPx ? word : cut(text, widthPx);
}

/** Shortened to the letters there is room for. */
function cut(text: string, widthPx: number): string {
  if (textWidth(text) <= widthPx) return text;
  const letters = Math.max(1, Math.floor(widthPx / textWidth('x')) - 1);
  return `${text.slice(0, letters)}…`;
}

/** From the moment that decided until the answer that contradicts it, through all lanes. */
function drawViolationBand({ violation, scale, layout }: Scene): DrawCommand[] {
  if (violation?.since === undefined) return [];
  const x = Math.max(scale.left, toX(scale, violation.since));
  const right = Math.min(scale.right, toX(scale, violation.time));
  if (right <= x) return [];
  return [{ kind: 'fill', ink: 'invalid', opacity: 0.16, x, y: 0, width: right - x, height: layout.axisTop }];
}

function drawViolation(scene: Scene): DrawCommand[] {
  const { violation, scale, layout } = scene;
  if (!violation) return [];
  const x = toX(scale, violation.time);
  if (x < scale.left || x > scale.right) return [];
  const row = rowOfOperation(scene, violation.operation);
  const line: DrawCommand = {
    kind: 'stroke',
    ink: 'invalid',
    x1: x,
    y1: 0,
    x2: x,
    y2: layout.axisTop,
    lineWidth: 1.5,
  };
  if (!row) return [line];
  return [line, { kind: 'cross', ink: 'invalid', x, y: row.top + row.height / 2, radius: Math.min(8, row.height / 3) }];
}

/** The others are small crosses where they were answered, so that each can be gone to. */
function drawOtherViolations(scene: Scene): DrawCommand[] {
  const { violations, violation, scale } = scene;
  return violations.flatMap((other): DrawCommand[] => {
    const x = toX(scale, other.time);
    if (other.operation === violation?.operation || x < scale.left || x > scale.right) return [];
    const row = rowOfOperation(scene, other.operation);
    return row ? [{ kind: 'cross', ink: 'invalid', x, y: row.top + row.height / 2, radius: otherCrossPx }] : [];
  });
}

const otherCrossPx = 4;

function drawSelection(scene: Scene): DrawCommand[] {
  if (scene.selected === undefined) return [];
  const row = rowOfOperation(scene, scene.selected);
  const operation = operationIn(scene, scene.selected);
  if (!row || !operation) return [];
  const x1 = toX(scene.scale, operation.invocation.time);
  const x2 = toX(scene.scale, operation.completion?.time ?? scene.lastNanos);
  if (x2 < scene.scale.left || x1 > scene.scale.right) return [];
  const x = Math.max(scene.scale.left, x1) - 3;
  const right = Math.min(scene.scale.right, Math.max(x2, x1 + 4)) + 3;
  return [{ kind: 'frame', ink: 'accent', lineWidth: 2, x, y: row.top + 2, width: right - x, height: row.height - 4 }];
}

function drawCursor(scene: Scene): DrawCommand[] {
  if (scene.cursor === undefined) return [];
  const x = toX(scene.scale, scene.cursor);
  if (x < scene.scale.left || x > scene.scale.right) return [];
  return [{ kind: 'stroke', ink: 'muted', x1: x, y1: 0, x2: x, y2: scene.layout.axisTop, lineWidth: 1 }];
}
