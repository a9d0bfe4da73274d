/**
 * A world as a thread through the operations, in the order in which it takes them: what is taken is solid, what is still
 * to come is faint, and a cross stands where the model refuses.
 *
 *     0 · n1   ▬▬•▬▬╲                ▬▬▬▬✗ can't read 1 from register 4
 *     1 · n2         ╲▬•▬▬ ╌╌╌╌╌╌╌╌╌╱
 */
import { countBelow } from '../../base/column';
import { type Box, type DrawCommand, type DrawList, textWidth } from '../../draw/draw-list';
import { rowOfOperation, type Scene, type Thread } from '../tracks/scene';
import { toX } from '../view/viewport';
import { stepAt } from './world-path';

/** Closer together than this, the points of a thread hide what it runs through. */
const minPointGapPx = 9;
/** Of the points that are drawn, the share that lies behind the current one: how it came about matters more. */
const takenShare = 2 / 3;

const pointPx = 7;
const currentPx = 11;
const crossPx = 8;
const faint = 0.45;
const labelGapPx = 10;
const labelHeightPx = 16;

export function drawThread(scene: Scene): DrawList {
  const { thread } = scene;
  if (!thread || thread.path.length === 0) return [];
  const points = threadPoints(scene, thread);
  const current = points.find(({ step }) => step === thread.at);
  return [
    ...points.slice(1).flatMap((to, place) => drawSegment(scene, thread, points[place] as ThreadPoint, to)),
    ...points.filter((point) => point !== current && isInPlot(scene, point)).flatMap((p) => drawPoint(thread, p)),
    ...(current && isInPlot(scene, current) ? drawCurrent(scene, thread, current) : []),
  ];
}

interface ThreadPoint {
  readonly step: number;
  readonly x: number;
  readonly y: number;
}

/** Whether the view shows only the steps nearest to the current one, because all of them would hide each other. */
export function isThreadCut(scene: Pick<Scene, 'scale'>, thread: Thread): boolean {
  const [from, to] = stepsIn(scene, thread);
  return to - from > maxPoints(scene);
}

/** The steps in view and one beyond each edge, so that the thread leaves the picture where it goes on. */
function threadPoints(scene: Scene, thread: Thread): readonly ThreadPoint[] {
  const [from, to] = drawnSteps(scene, thread);
  const points: ThreadPoint[] = [];
  for (let step = from; step < to; step++) {
    const row = rowOfOperation(scene, thread.path.operations[step] as number);
    // A narrow screen leaves lanes out.
    if (!row) continue;
    points.push({ step, x: toX(scene.scale, thread.path.times[step] as number), y: row.top + row.height / 2 });
  }
  return points;
}

function stepsIn({ scale }: Pick<Scene, 'scale'>, { path }: Thread): readonly [number, number] {
  const from = countBelow(path.times, path.length, scale.span.start);
  return [from, Math.max(from, countBelow(path.times, path.length, scale.span.end))];
}

function maxPoints({ scale }: Pick<Scene, 'scale'>): number {
  return Math.max(2, Math.floor((scale.right - scale.left) / minPointGapPx));
}

function drawnSteps(scene: Scene, thread: Thread): readonly [number, number] {
  const [from, to] = stepsIn(scene, thread);
  const most = maxPoints(scene);
  if (to - from <= most) return [Math.max(0, from - 1), Math.min(thread.path.length, to + 1)];
  const wanted = Math.round(thread.at - most * takenShare);
  const first = Math.min(Math.max(wanted, from), to - most);
  return [first, first + most];
}

/** A line to a point that lies out of view ends at the edge of the plot. */
function drawSegment(scene: Scene, thread: Thread, a: ThreadPoint, b: ThreadPoint): DrawCommand[] {
  const { left, right } = scene.scale;
  const yAt = (x: number) => (b.x === a.x ? b.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x));
  const [x1, x2] = [Math.max(left, a.x), Math.min(right, b.x)];
  if (x2 < x1) return [];
  const [y1, y2] = [a.x < left ? yAt(left) : a.y, b.x > right ? yAt(right) : b.y];
  const line = { kind: 'stroke', x1, y1, x2, y2 } as const;
  if (b.step > thread.at) return [{ ...line, ink: 'accent', lineWidth: 1.5, opacity: faint, dash: [3, 3] }];
  const ink = isRefused(thread, b.step) ? 'invalid' : 'accent';
  return [
    { ...line, ink: 'raised', lineWidth: 4, opacity: 0.7 },
    { ...line, ink, lineWidth: 2 },
  ];
}

function drawPoint(thread: Thread, point: ThreadPoint): DrawCommand[] {
  if (isRefused(thread, point.step)) return drawCross(point);
  const isTaken = point.step < thread.at;
  return [
    { kind: 'fill', ink: 'raised', ...around(point, pointPx) },
    ...(isTaken
      ? [{ kind: 'fill', ink: 'accent', ...around(point, pointPx - 2) } satisfies DrawCommand]
      : [{ kind: 'frame', ink: 'accent', lineWidth: 1, ...around(point, pointPx - 1) } satisfies DrawCommand]),
  ];
}

/** The step that a person stands at, with the state that it leads to, or the model's words against it. */
function drawCurrent(scene: Scene, thread: Thread, point: ThreadPoint): DrawCommand[] {
  const { state, refusal } = stepAt(thread.path, thread.at) ?? {};
  const mark: DrawCommand[] = isRefused(thread, point.step)
    ? drawCross(point)
    : [
        { kind: 'fill', ink: 'raised', ...around(point, currentPx + 2) },
        { kind: 'fill', ink: 'accent', ...around(point, currentPx - 2) },
        { kind: 'frame', ink: 'ink', lineWidth: 1, ...around(point, currentPx) },
      ];
  const text = refusal ?? state;
  return text === undefined ? mark : [...mark, ...drawWords(scene, point, text, refusal === undefined)];
}

/** Above the bar, on the side where there is room. */
function drawWords(scene: Scene, point: ThreadPoint, text: string, isState: boolean): DrawCommand[] {
  const width = textWidth(text) + 8;
  const isRight = point.x + labelGapPx + width <= scene.layout.width;
  const x = isRight ? point.x + labelGapPx : Math.max(0, point.x - labelGapPx - width);
  const y = Math.max(0, point.y - 14 - labelHeightPx / 2);
  const ink = isState ? 'accent' : 'invalid';
  const box = { x, y, width, height: labelHeightPx };
  return [
    { kind: 'fill', ink: 'raised', ...box },
    { kind: 'frame', ink, lineWidth: 1, ...box },
    { kind: 'text', ink: isState ? 'ink' : 'invalid', x: x + 4, y: y + labelHeightPx / 2, text, align: 'left' },
  ];
}

function drawCross({ x, y }: ThreadPoint): DrawCommand[] {
  return [{ kind: 'cross', ink: 'invalid', x, y, radius: crossPx }];
}

function isRefused({ path }: Thread, step: number): boolean {
  return path.refusal !== undefined && step === path.length - 1;
}

function isInPlot({ scale }: Scene, { x }: ThreadPoint): boolean {
  return x >= scale.left && x <= scale.right;
}

function around({ x, y }: ThreadPoint, size: number): Box {
  return { x: x - size / 2, y: y - size / 2, width: size, height: size };
}
