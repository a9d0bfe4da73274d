/** Carries a draw list out on a canvas. Everything that could be decided was decided in lib/timeline. */
import type { Box, DrawCommand, DrawList, Ink } from '@/lib/timeline/draw-list';

export type Inks = Readonly<Record<Ink, string>>;

interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly inks: Inks;
  readonly fontFamily: string;
}

const fontSizePx = 11;
const hatchStepPx = 5;

/** Sizes the canvas for the screen it is on and paints the list. A canvas that is in no page needs to be told its face. */
export function paintOn(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  inks: Inks,
  list: DrawList,
  fontFamily = getComputedStyle(canvas).fontFamily,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const pixelRatio = window.devicePixelRatio || 1;
  const [deviceWidth, deviceHeight] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
  // Setting the size clears a canvas and is slow, so only when it changed.
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  paint({ context, width, height, pixelRatio, inks, fontFamily }, list);
}

function paint(surface: Surface, list: DrawList): void {
  const { context, pixelRatio, width, height } = surface;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.textBaseline = 'middle';
  for (const command of list) carryOut(surface, command);
}

function carryOut({ context, inks, fontFamily }: Surface, command: DrawCommand): void {
  const colour = inks[command.ink];
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.globalAlpha = 'opacity' in command ? (command.opacity ?? 1) : 1;
  switch (command.kind) {
    case 'fill':
      context.fillRect(command.x, command.y, command.width, command.height);
      break;
    case 'fills':
      for (let at = 0; at < command.boxes.length; at += 4) {
        const { boxes } = command;
        context.fillRect(boxes[at] ?? 0, boxes[at + 1] ?? 0, boxes[at + 2] ?? 0, boxes[at + 3] ?? 0);
      }
      break;
    case 'hatch':
      hatch(context, command);
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
    case 'cross':
      cross(context, command, inks.raised);
      break;
  }
  context.globalAlpha = 1;
}

function hatch(context: CanvasRenderingContext2D, box: Box): void {
  if (box.width <= 0) return;
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.lineWidth = 1;
  context.setLineDash([]);
  context.beginPath();
  // Phases are taken from the page, so that neighbouring bars share one pattern.
  const first = Math.floor((box.x - box.height) / hatchStepPx) * hatchStepPx;
  for (let x = first; x < box.x + box.width; x += hatchStepPx) {
    context.moveTo(x, box.y + box.height);
    context.lineTo(x + box.height, box.y);
  }
  context.stroke();
  context.restore();
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
