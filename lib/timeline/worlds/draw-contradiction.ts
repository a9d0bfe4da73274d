/**
 * The contradiction as a thread through its own operations, in the order in which they ended: what a person came for,
 * without the hundred others that a world takes in between.
 *
 *     client 0 · n1   ▬▬ w 4 ▬▬•╲
 *     client 2 · n3              ╲╌╌ r 2 ╌╌✗
 */
import type { DrawCommand, DrawList } from '../../draw/draw-list';
import { outcomeOf } from '../../history/operations';
import { operationIn, rowOfOperation, type Scene } from '../tracks/scene';
import { toX } from '../view/viewport';

/** Of a contradiction with more operations those next to the refusal are drawn. */
const maxPoints = 12;
const pointPx = 7;
/** Air between a bar and the frame around it. */
const framePx = 2;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly isViolating: boolean;
}

/** Nothing while a whole world is drawn, which runs through the same operations. */
export function drawContradiction(scene: Scene): DrawList {
  const { violation, thread, scale } = scene;
  if (!violation || thread) return [];
  const placed = [...new Set(violation.operations)].flatMap((index) => placeOf(scene, index) ?? []);
  const shown = placed.sort((a, b) => a.order - b.order).slice(-maxPoints);
  const isSeen = ({ x }: Point) => x >= scale.left && x <= scale.right;
  return [
    ...shown.flatMap(({ frame }) => frame),
    ...shown.slice(1).flatMap(({ point }, place) => drawSegment(scene, (shown[place] as Placed).point, point)),
    ...shown.filter(({ point }) => !point.isViolating && isSeen(point)).flatMap(({ point }) => drawPoint(point)),
  ];
}

interface Placed {
  /** The violating operation stands last. */
  readonly order: number;
  readonly point: Point;
  readonly frame: readonly DrawCommand[];
}

/** Nothing for an operation whose lane is out of view. */
function placeOf(scene: Scene, index: number): Placed | undefined {
  const { scale, lastNanos, violation } = scene;
  const row = rowOfOperation(scene, index);
  const operation = operationIn(scene, index);
  if (!row || !operation || !violation) return undefined;
  const isViolating = index === violation.operation;
  const end = outcomeOf(operation) === 'ok' ? operation.completion?.time : undefined;
  const [x1, x2] = [toX(scale, operation.invocation.time), toX(scale, end ?? lastNanos)];
  const [left, right] = [Math.max(scale.left, x1), Math.min(scale.right, Math.max(x2, x1 + 2))];
  const y = row.top + row.height / 2;
  // One that never completed may take effect at any later time: its beginning is what is known.
  const x = isViolating ? toX(scale, violation.time) : end === undefined ? x1 : (x1 + x2) / 2;
  const inset = Math.round(row.height * 0.22) - framePx;
  const frame: readonly DrawCommand[] =
    end === undefined || right < left
      ? []
      : [
          {
            kind: 'frame',
            ink: isViolating ? 'invalid' : 'accent',
            lineWidth: 2,
            x: left - framePx,
            y: row.top + inset,
            width: right - left + 2 * framePx,
            height: row.height - 2 * inset,
          },
        ];
  const order = isViolating ? Number.POSITIVE_INFINITY : (end ?? operation.invocation.time);
  return { order, point: { x, y, isViolating }, frame };
}

/** What lies out of view is not drawn; a line towards it ends at the edge of the plot. */
function drawSegment({ scale }: Scene, a: Point, b: Point): DrawCommand[] {
  const [from, to] = a.x <= b.x ? [a, b] : [b, a];
  const yAt = (x: number) => (to.x === from.x ? to.y : from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x));
  const [x1, x2] = [Math.max(scale.left, from.x), Math.min(scale.right, to.x)];
  if (x2 < x1) return [];
  const [y1, y2] = [from.x < scale.left ? yAt(scale.left) : from.y, to.x > scale.right ? yAt(scale.right) : to.y];
  const line = { kind: 'stroke', x1, y1, x2, y2 } as const;
  return [
    { ...line, ink: 'raised', lineWidth: 4, opacity: 0.7 },
    { ...line, ink: b.isViolating ? 'invalid' : 'accent', lineWidth: 2, ...(b.isViolating ? { dash: [5, 3] } : {}) },
  ];
}

function drawPoint({ x, y }: Point): DrawCommand[] {
  const around = (size: number) => ({ x: x - size / 2, y: y - size / 2, width: size, height: size });
  return [
    { kind: 'fill', ink: 'raised', ...around(pointPx) },
    { kind: 'fill', ink: 'accent', ...around(pointPx - 2) },
  ];
}
