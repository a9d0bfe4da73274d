/** A picture that lib decided as draw commands, as SVG in the colours of the theme: sharp at every size. */
import { assertNever } from '@/lib/base/assert';
import type { Picture } from '@/lib/report/contradiction-picture';
import { crownCorners } from '@/lib/timeline/crown';
import type { Box, DrawCommand, Ink } from '@/lib/timeline/draw-list';

interface PictureSvgProps {
  readonly picture: Picture;
  /** Names the region that scrolls where the picture is wider than its place. */
  readonly name: string;
}

export function PictureSvg({ picture: { width, height, list, label }, name }: PictureSvgProps) {
  return (
    <section
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-6 border border-line bg-raised"
    >
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        className="block font-mono"
        fontSize="11"
      >
        {list.map((command, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list is made anew as a whole, and its commands have no names
          <Shape key={place} command={command} />
        ))}
      </svg>
    </section>
  );
}

const anchors = { left: 'start', center: 'middle', right: 'end' } as const;

function Shape({ command }: { readonly command: DrawCommand }) {
  const colour = inkColour(command.ink);
  switch (command.kind) {
    case 'fill':
      return <rect {...boxOf(command)} fill={colour} opacity={command.opacity} />;
    case 'fills':
      return <path d={boxesPath(command.boxes)} fill={colour} />;
    case 'hatch':
      return <path d={hatchPath(command)} stroke={colour} opacity={command.opacity} />;
    case 'frame': {
      const { x, y, width, height } = inset(command, command.lineWidth / 2);
      return <rect {...{ x, y, width, height }} fill="none" stroke={colour} strokeWidth={command.lineWidth} />;
    }
    case 'stroke': {
      const { x1, y1, x2, y2, lineWidth, dash, opacity } = command;
      return (
        <line
          {...{ x1, y1, x2, y2, opacity }}
          stroke={colour}
          strokeWidth={lineWidth}
          strokeDasharray={dash?.join(' ')}
        />
      );
    }
    case 'text':
      return (
        <text
          x={command.x}
          y={command.y}
          dominantBaseline="central"
          textAnchor={anchors[command.align]}
          fill={colour}
          fontWeight={command.isBold ? 600 : undefined}
        >
          {command.text}
        </text>
      );
    case 'crown':
      return <polygon points={crownPoints(command)} fill={colour} />;
    case 'cross':
      return <path d={crossPath(command)} stroke={colour} strokeWidth="3" strokeLinecap="round" />;
    default:
      return assertNever(command);
  }
}

function inkColour(ink: Ink): string {
  return `var(--color-${ink})`;
}

function boxOf({ x, y, width, height }: Box): Box {
  return { x, y, width, height };
}

function inset({ x, y, width, height }: Box, by: number): Box {
  return { x: x + by, y: y + by, width: Math.max(0, width - 2 * by), height: Math.max(0, height - 2 * by) };
}

function boxesPath(boxes: Float32Array): string {
  let path = '';
  for (let at = 0; at < boxes.length; at += 4) {
    const [x, y, width, height] = boxes.subarray(at, at + 4);
    path += `M${x} ${y}h${width}v${height}h-${width}z`;
  }
  return path;
}

const hatchStepPx = 5;

/** Strokes that rise to the right, cut off at the edges of the box. */
function hatchPath({ x, y, width, height }: Box): string {
  const strokes: string[] = [];
  for (let start = hatchStepPx - height; start < width; start += hatchStepPx) {
    const [from, to] = [Math.max(0, start), Math.min(width, start + height)];
    strokes.push(`M${x + from} ${y + height - (from - start)}L${x + to} ${y + height - (to - start)}`);
  }
  return strokes.join('');
}

function crownPoints({ x, y, width, height }: Box): string {
  return crownCorners.map(([left, top]) => `${x + left * width},${y + top * height}`).join(' ');
}

function crossPath({ x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number }): string {
  const [left, right, top, bottom] = [x - radius, x + radius, y - radius, y + radius];
  return `M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}`;
}
