/**
 * A cycle of transactions as a small picture: each must come before the one below it, and the last before the first.
 *
 *     ╭─ op 210  r 5 [1]
 *     │     │ rw   op 210 read key 5 without 2, which op 203 appended
 *     │     ▼
 *     ╰▶ op 203  append 5 2
 *           realtime   op 203 had completed 4 ms before op 210 began
 */
import { clipped } from '../base/words';
import type { CycleEdge } from '../checker/core/finding';
import { type DrawCommand, type Picture, textWidth } from '../draw/draw-list';

export interface CyclePicture extends Picture {
  /** The picture in words, for those who do not see it. */
  readonly label: string;
}

/** A longer cycle is told in words alone. */
export const maxDrawnEdges = 12;

const boxPx = 22;
const stepPx = 56;
const marginPx = 12;
const railPx = 26;
const headPx = 5;
const maxLetters = 100;

/** @param nameOf what stands in the box of the transaction that was invoked at this history index */
export function cyclePicture(edges: readonly CycleEdge[], nameOf: (operation: number) => string): CyclePicture {
  const left = marginPx + railPx;
  const names = edges.map(({ from }) => shortened(nameOf(from)));
  const boxes = names.map((name) => Math.ceil(textWidth(name)) + 2 * marginPx);
  const topOf = (place: number) => marginPx + place * stepPx;
  const last = edges.length - 1;
  const notes = edges.map(({ kind, reason }) => `${kind}   ${clipped(reason)}`);
  const width = Math.ceil(left + Math.max(...boxes, ...notes.map((note) => 2 * marginPx + textWidth(note))) + marginPx);
  const height = topOf(last) + stepPx;
  const rail = marginPx + headPx;
  const [first, end] = [topOf(0) + boxPx / 2, topOf(last) + boxPx / 2];
  return {
    width,
    height,
    label: edges.map(({ reason }) => reason).join('; '),
    list: [
      { kind: 'fill', ink: 'raised', x: 0, y: 0, width, height },
      // The last comes before the first.
      line('accent', left, end, rail, end),
      line('accent', rail, end, rail, first),
      line('accent', rail, first, left, first),
      ...headAt('accent', left, first, 1, 0),
      ...edges.flatMap((_, place): DrawCommand[] => {
        const y = topOf(place);
        const box = { x: left, y, width: boxes[place] ?? 0, height: boxPx };
        const isLast = place === last;
        const below = y + boxPx;
        const down = left + marginPx;
        return [
          { kind: 'fill', ink: place === 0 ? 'invalid' : 'surface', opacity: place === 0 ? 0.15 : 1, ...box },
          { kind: 'frame', ink: place === 0 ? 'invalid' : 'muted', lineWidth: 1, ...box },
          { kind: 'text', ink: 'ink', x: left + marginPx, y: y + boxPx / 2, text: names[place] ?? '', align: 'left' },
          ...(isLast
            ? []
            : [line('accent', down, below, down, y + stepPx), ...headAt('accent', down, y + stepPx, 0, 1)]),
          {
            kind: 'text',
            ink: 'muted',
            x: down + (isLast ? 0 : marginPx),
            y: below + (stepPx - boxPx) / 2,
            text: notes[place] ?? '',
            align: 'left',
          },
        ];
      }),
    ],
  };
}

function shortened(text: string): string {
  return text.length <= maxLetters ? text : `${text.slice(0, maxLetters)}…`;
}

type Ink = Extract<DrawCommand, { readonly kind: 'stroke' }>['ink'];

function line(ink: Ink, x1: number, y1: number, x2: number, y2: number): DrawCommand {
  return { kind: 'stroke', ink, x1, y1, x2, y2, lineWidth: 1.5 };
}

/** Of an arrow that ends there, going to the right or down. */
function headAt(ink: Ink, x: number, y: number, toRight: number, down: number): DrawCommand[] {
  return [-1, 1].map((side) =>
    line(ink, x - headPx * toRight - side * headPx * down, y - headPx * down - side * headPx * toRight, x, y),
  );
}
