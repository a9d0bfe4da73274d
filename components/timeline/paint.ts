/** Carries a draw list out on a canvas. Everything that could be decided was decided in lib/timeline. */
import { crownCorners } from '@/lib/draw/crown';
import {
  type DrawCommand,
  type DrawList,
  fontSizePx,
  glyphSquarePx,
  type Hatch,
  hatchStepPx,
  type Inks,
} from '@/lib/draw/draw-list';
import { manyBoxes, paintBoxes } from './paint-boxes';

/** The size of a picture, in CSS pixels. */
export interface Part {
  readonly width: number;
  readonly height: number;
}

interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly part: Part;
  readonly pixelRatio: number;
  readonly inks: Inks;
  readonly fontFamily: string;
}

/** What a canvas that is in no page needs to be told. */
interface PaintOptions {
  readonly fontFamily: string;
  readonly minPixelRatio: number;
}

/** Sizes the canvas for the screen it is on and paints the list. */
export function paintOn(
  canvas: HTMLCanvasElement,
  part: Part,
  inks: Inks,
  list: DrawList,
  options?: PaintOptions,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const pixelRatio = Math.max(window.devicePixelRatio || 1, options?.minPixelRatio ?? 1);
  const fontFamily = options?.fontFamily ?? getComputedStyle(canvas).fontFamily;
  const [deviceWidth, deviceHeight] = [Math.round(part.width * pixelRatio), Math.round(part.height * pixelRatio)];
  // Setting the size clears a canvas and is slow, so only when it changed.
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  paint({ context, part, pixelRatio, inks, fontFamily }, list);
}

function paint(surface: Surface, list: DrawList): void {
  const { context, pixelRatio, part } = surface;
  const { width, height } = part;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.textBaseline = 'middle';
  for (const command of list) carryOut(surface, command);
}

function carryOut(surface: Surface, command: DrawCommand): void {
  const { context, inks, fontFamily } = surface;
  const colour = inks[command.ink];
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.globalAlpha = 'opacity' in command ? (command.opacity ?? 1) : 1;
  switch (command.kind) {
    case 'fill':
      context.fillRect(command.x, command.y, command.width, command.height);
      break;
    case 'fills':
      if (command.boxes.length > 4 * manyBoxes) {
        paintBoxes(context, surface.pixelRatio, colour, command.boxes);
        break;
      }
      for (let at = 0; at < command.boxes.length; at += 4) {
        const { boxes } = command;
        context.fillRect(boxes[at] ?? 0, boxes[at + 1] ?? 0, boxes[at + 2] ?? 0, boxes[at + 3] ?? 0);
      }
      break;
    case 'hatch':
      hatch(surface, command);
      break;
    case 'frame':
      context.lineWidth = command.lineWidth;
      context.setLineDash([]);
      context.strokeRect(command.x + 0.5, command.y + 0.5, Math.max(1, command.width - 1), command.height - 1);
      break;
    case 'stroke':
      context.lineWidth = command.lineWidth;
      context.setLineDash(command.dash ? [...command.dash] : []);
      context.beginPath();
      context.moveTo(command.x1, command.y1);
      context.lineTo(command.x2, command.y2);
      context.stroke();
      break;
    case 'text':
      context.font = `${command.isBold ? '600 ' : ''}${fontSizePx}px ${fontFamily}`;
      context.textAlign = command.align;
      context.fillText(command.text, command.x, command.y);
      break;
    case 'glyph':
      context.save();
      context.translate(command.x, command.y);
      context.scale(command.size / glyphSquarePx, command.size / glyphSquarePx);
      context.fill(new Path2D(command.path));
      context.restore();
      break;
    case 'crown':
      context.beginPath();
      for (const [x, y] of crownCorners) context.lineTo(command.x + x * command.width, command.y + y * command.height);
      context.fill();
      break;
    case 'cross':
      cross(context, command, inks.raised);
      break;
  }
  context.globalAlpha = 1;
}

function hatch({ context, inks, pixelRatio }: Surface, box: DrawCommand & { readonly kind: 'hatch' }): void {
  const { ink, hatch: way = 'rising' } = box;
  const pattern = box.width > 0 ? hatchPattern(context, inks[ink], way, pixelRatio) : undefined;
  if (!pattern) return;
  context.fillStyle = pattern;
  context.fillRect(box.x, box.y, box.width, box.height);
}

/** A pattern is laid from the corner of the canvas, so neighbouring bars share it. Made once a colour, for it takes long. */
const patterns = new Map<string, CanvasPattern>();

/** Two themes on two kinds of screen are far fewer. */
const maxPatterns = 64;

function hatchPattern(context: CanvasRenderingContext2D, colour: string, way: Hatch, pixelRatio: number) {
  const key = `${colour} ${way} ${pixelRatio}`;
  const known = patterns.get(key);
  if (known) return known;
  const size = hatchStepPx * 2 * pixelRatio;
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const strokes = tile.getContext('2d');
  if (!strokes) return undefined;
  strokes.scale(pixelRatio, pixelRatio);
  strokes.strokeStyle = colour;
  strokes.lineWidth = 1;
  strokes.beginPath();
  for (let at = -2 * hatchStepPx; at <= 2 * hatchStepPx; at += hatchStepPx) traceHatch(strokes, way, at);
  strokes.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  if (!pattern) return undefined;
  pattern.setTransform(new DOMMatrix().scale(1 / pixelRatio));
  if (patterns.size >= maxPatterns) patterns.clear();
  patterns.set(key, pattern);
  return pattern;
}

/** One stroke over a tile of two steps. */
function traceHatch(context: CanvasRenderingContext2D, way: Hatch, at: number): void {
  const far = 2 * hatchStepPx;
  const middle = at + hatchStepPx / 2;
  const [x1, y1, x2, y2] = {
    rising: [at, far, at + far, 0],
    falling: [at, 0, at + far, far],
    upright: [middle, 0, middle, far],
    level: [0, middle, far, middle],
  }[way] as [number, number, number, number];
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
}

function cross(context: CanvasRenderingContext2D, mark: DrawCommand & { kind: 'cross' }, halo: string): void {
  const { x, y, radius } = mark;
  const trace = () => {
    context.beginPath();
    context.moveTo(x - radius, y - radius);
    context.lineTo(x + radius, y + radius);
    context.moveTo(x + radius, y - radius);
    context.lineTo(x - radius, y + radius);
    context.stroke();
  };
  const colour = context.strokeStyle;
  context.setLineDash([]);
  context.lineCap = 'round';
  context.lineWidth = 6;
  context.strokeStyle = halo;
  trace();
  context.lineWidth = 3;
  context.strokeStyle = colour;
  trace();
  context.lineCap = 'butt';
}
