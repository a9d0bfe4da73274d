/** A draw list as an SVG that stands by itself: the same picture as on the canvas, in letters and lines. */
import { assertNever } from '../base/assert';
import { escapeMarkup } from '../base/markup';
import { crownCorners } from './crown';
import {
  type Box,
  type DrawCommand,
  fontSizePx,
  glyphSquarePx,
  type Hatch,
  hatchStepPx,
  type Inks,
  type Picture,
} from './draw-list';

export const pictureFontFamily =
  "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace";

/** Hundredths of a pixel are seen by nobody and would double the file. */
const exactness = 100;

/** The text of the file. Colours are written out, so that it looks the same wherever it is put. */
export function svgOf({ list, width, height }: Picture, inks: Inks): string {
  const hatches = new Map(
    list.flatMap((command) =>
      command.kind === 'hatch' ? [[hatchId(command), hatchPattern(command, inks)] as const] : [],
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" font-family="${pictureFontFamily}" font-size="${fontSizePx}">`,
    ...(hatches.size === 0 ? [] : [`<defs>${[...hatches.values()].join('')}</defs>`]),
    ...list.map((command) => element(command, inks)),
    '</svg>',
    '',
  ].join('\n');
}

function element(command: DrawCommand, inks: Inks): string {
  const colour = escapeMarkup(inks[command.ink]);
  switch (command.kind) {
    case 'fill':
      return `<rect ${box(command)} fill="${colour}"${opacity(command.opacity)}/>`;
    case 'fills':
      return `<path d="${boxesPath(command.boxes)}" fill="${colour}"/>`;
    case 'hatch':
      return `<rect ${box(command)} fill="url(#${hatchId(command)})"${opacity(command.opacity)}/>`;
    case 'frame':
      return `<rect ${box(framed(command))} fill="none" stroke="${colour}" stroke-width="${number(command.lineWidth)}"/>`;
    case 'stroke': {
      const { x1, y1, x2, y2, lineWidth, dash } = command;
      const dashes = dash ? ` stroke-dasharray="${dash.map(number).join(' ')}"` : '';
      return `<path d="M${number(x1)} ${number(y1)}L${number(x2)} ${number(y2)}" stroke="${colour}" stroke-width="${number(lineWidth)}"${dashes}${opacity(command.opacity)}/>`;
    }
    case 'text': {
      const anchor = { left: '', center: ' text-anchor="middle"', right: ' text-anchor="end"' }[command.align];
      const weight = command.isBold ? ' font-weight="600"' : '';
      return `<text x="${number(command.x)}" y="${number(command.y)}" dominant-baseline="central" xml:space="preserve" fill="${colour}"${anchor}${weight}>${escapeMarkup(command.text)}</text>`;
    }
    case 'glyph': {
      const { path, x, y, size } = command;
      const place = `translate(${number(x)} ${number(y)}) scale(${number(size / glyphSquarePx)})`;
      return `<path d="${escapeMarkup(path)}" transform="${place}" fill="${colour}"/>`;
    }
    case 'crown':
      return `<polygon points="${crownPoints(command)}" fill="${colour}"/>`;
    case 'cross': {
      const { x, y, radius } = command;
      const [left, top, right, bottom] = [x - radius, y - radius, x + radius, y + radius].map(number);
      const path = `<path d="M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}" stroke-linecap="round"`;
      return `${path} stroke="${escapeMarkup(inks.raised)}" stroke-width="6"/>${path} stroke="${colour}" stroke-width="3"/>`;
    }
    default:
      return assertNever(command);
  }
}

function box({ x, y, width, height }: Box): string {
  // A box of no width is nothing, and one of less than none is an error to some readers.
  return `x="${number(x)}" y="${number(y)}" width="${number(Math.max(0, width))}" height="${number(Math.max(0, height))}"`;
}

/** The stroke of a frame lies inside its box. */
function framed({ x, y, width, height }: Box): Box {
  return { x: x + 0.5, y: y + 0.5, width: Math.max(1, width - 1), height: height - 1 };
}

function boxesPath(boxes: Float32Array): string {
  let path = '';
  for (let at = 0; at + 3 < boxes.length; at += 4) {
    const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(at, at + 4);
    path += `M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}z`;
  }
  return path;
}

function crownPoints({ x, y, width, height }: Box): string {
  return crownCorners.map(([left, top]) => `${number(x + left * width)},${number(y + top * height)}`).join(' ');
}

type HatchCommand = DrawCommand & { readonly kind: 'hatch' };

const step = hatchStepPx;

/** In a tile as wide as the step; slanted lines go over its corners. */
const hatchPaths: Readonly<Record<Hatch, string>> = {
  rising: `M-1 1L1 -1M0 ${step}L${step} 0M${step - 1} ${step + 1}L${step + 1} ${step - 1}`,
  falling: `M-1 ${step - 1}L1 ${step + 1}M0 0L${step} ${step}M${step - 1} -1L${step + 1} 1`,
  upright: `M${step / 2} 0V${step}`,
  level: `M0 ${step / 2}H${step}`,
};

/** All hatches of the picture share their phase. */
function hatchPattern(command: HatchCommand, inks: Inks): string {
  const { ink, hatch = 'rising' } = command;
  const path = hatchPaths[hatch];
  return `<pattern id="${hatchId(command)}" width="${step}" height="${step}" patternUnits="userSpaceOnUse"><path d="${path}" stroke="${escapeMarkup(inks[ink])}" stroke-width="1"/></pattern>`;
}

function hatchId({ ink, hatch = 'rising' }: HatchCommand): string {
  return hatch === 'rising' ? `hatch-${ink}` : `hatch-${hatch}-${ink}`;
}

function opacity(share: number | undefined): string {
  return share === undefined || share === 1 ? '' : ` opacity="${number(share)}"`;
}

function number(value: number): string {
  return String(Math.round(value * exactness) / exactness);
}
