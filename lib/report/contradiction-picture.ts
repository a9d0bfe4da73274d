/**
 * The smallest contradiction as a small picture: readable at one look, on a page or in an issue. Like the timeline it is
 * decided here as draw commands, which a page renders as SVG and a file can hold.
 */

import { formatTime } from '../base/words';
import { appearanceOf } from '../catalog/faults/appearance';
import { type DrawCommand, type Picture, textWidth } from '../draw/draw-list';
import {
  type Contradiction,
  type ContradictionBar,
  type ContradictionFault,
  roomyMoments,
  spreadMoments,
} from './contradiction';
import { contradictionWords } from './contradiction-text';

export interface ContradictionPicture extends Picture {
  /** The picture in words, for those who do not see it. */
  readonly label: string;
}

const rowPx = 28;
const barPx = 18;
const barMarginPx = 8;
const gapPx = 22;
const minBarPx = 64;
const marginPx = 10;
const axisPx = 22;
const notePx = 18;
const crossPx = 7;
/** Times are told to the millisecond: operations of a lab take a few of them. */
const exactSpanNanos = 1e9;

/** Bars a client, in the order of their moments; the fault as a band behind them; the refusal with the model's words. */
export function contradictionPicture(contradiction: Contradiction): ContradictionPicture {
  const frame = frameOf(contradiction);
  const { rows, bars, faults } = contradiction;
  const notes = notesOf(contradiction);
  const height = frame.axisTop + axisPx + notes.length * notePx + marginPx;
  const noteWidth = Math.max(0, ...notes.map(({ text }) => textWidth(text)));
  const width = Math.ceil(Math.max(frame.right + crossPx, marginPx + noteWidth) + marginPx);
  return {
    width,
    height,
    label: contradictionWords(contradiction),
    list: [
      { kind: 'fill', ink: 'raised', x: 0, y: 0, width, height },
      ...faults.flatMap((fault, place) => drawFault(frame, fault, frame.faultRows[place] ?? 0)),
      ...rows.flatMap(({ client, node }, row) => drawRow(frame, row, `client ${client} · ${node}`)),
      ...drawMoments(frame, contradiction),
      ...bars.flatMap((bar) => drawBar(frame, bar)),
      ...notes.map(({ ink, text }, place): DrawCommand => {
        const y = frame.axisTop + axisPx + (place + 0.5) * notePx;
        return { kind: 'text', ink, x: marginPx, y, text, align: 'left', isBold: ink === 'invalid' };
      }),
    ],
  };
}

interface Frame {
  readonly xs: readonly number[];
  readonly left: number;
  readonly right: number;
  /** The row of each fault: those that overlap have one each. */
  readonly faultRows: readonly number[];
  readonly rowsTop: number;
  readonly axisTop: number;
}

function frameOf(contradiction: Contradiction): Frame {
  const { rows, faults } = contradiction;
  const names = rows.map(({ client, node }) => textWidth(`client ${client} · ${node}`));
  const left = marginPx + Math.ceil(Math.max(faults.length > 0 ? textWidth('nemesis') : 0, ...names)) + marginPx;
  const places = spreadMoments(contradiction, gapPx, neededPx);
  const faultRows = rowsOf(faults);
  const rowsTop = marginPx / 2 + (Math.max(-1, ...faultRows) + 1) * rowPx;
  return {
    faultRows,
    xs: places.map((place) => left + place),
    left,
    right: left + (places.at(-1) ?? 0),
    rowsTop,
    axisTop: rowsTop + rows.length * rowPx,
  };
}

function rowsOf(faults: readonly ContradictionFault[]): readonly number[] {
  const ends: number[] = [];
  return faults.map(({ from, to }) => {
    const free = ends.findIndex((end) => end <= from);
    const row = free < 0 ? ends.length : free;
    ends[row] = to;
    return row;
  });
}

function neededPx(stretch: ContradictionBar | ContradictionFault): number {
  const isRefused = 'part' in stretch && stretch.part === 'refused';
  // The cross stands on the end of the bar, and not on its letters.
  const own = Math.ceil(textWidth(stretch.label)) + 2 * barMarginPx + (isRefused ? crossPx : 0);
  return Math.max(minBarPx, own);
}

function drawFault(
  { xs, axisTop }: Frame,
  { fault, from, to, label, hasStart, hasEnd }: ContradictionFault,
  row: number,
): DrawCommand[] {
  const [x, right] = [xs[from] as number, xs[to] as number];
  const y = marginPx / 2 + row * rowPx;
  const ink = appearanceOf(fault).look.tone;
  const edge = (at: number): DrawCommand => {
    return { kind: 'stroke', ink: 'muted', x1: at, y1: y, x2: at, y2: axisTop, lineWidth: 1, dash: [2, 3] };
  };
  return [
    { kind: 'text', ink: 'muted', x: marginPx, y: y + rowPx / 2, text: 'nemesis', align: 'left' },
    { kind: 'fill', ink, opacity: 0.3, x, y, width: right - x, height: axisTop - y },
    { kind: 'fill', ink, x, y: y + 4, width: right - x, height: rowPx - 8 },
    ...(hasStart ? [edge(x)] : []),
    ...(hasEnd ? [edge(right)] : []),
    { kind: 'text', ink: 'ink', x: x + barMarginPx, y: y + rowPx / 2, text: label, align: 'left' },
  ];
}

function drawRow({ rowsTop, right }: Frame, row: number, name: string): DrawCommand[] {
  const y = rowsTop + row * rowPx;
  return [
    { kind: 'stroke', ink: 'line', x1: 0, y1: y, x2: right + marginPx, y2: y, lineWidth: 1 },
    { kind: 'text', ink: 'ink', x: marginPx, y: y + rowPx / 2, text: name, align: 'left' },
  ];
}

function drawMoments({ xs, axisTop, right }: Frame, { moments }: Contradiction): DrawCommand[] {
  const labels = moments.map((time) => formatTime(time, exactSpanNanos));
  const widest = Math.ceil(Math.max(...labels.map(textWidth))) + marginPx;
  const y = axisTop + axisPx / 2 + 2;
  return [
    { kind: 'stroke', ink: 'line', x1: 0, y1: axisTop, x2: right + marginPx, y2: axisTop, lineWidth: 1 },
    ...roomyMoments(xs, widest).flatMap((moment): DrawCommand[] => {
      const x = xs[moment] as number;
      const isLast = moment === moments.length - 1;
      return [
        { kind: 'stroke', ink: 'muted', x1: x, y1: axisTop, x2: x, y2: axisTop + 4, lineWidth: 1 },
        { kind: 'text', ink: 'muted', x, y, text: labels[moment] ?? '', align: isLast ? 'right' : 'left' },
      ];
    }),
  ];
}

/** Needed: filled. Context: a frame. Open: a tail that goes on. Refused: a frame and a cross where it was answered. */
function drawBar(
  { xs, rowsTop, right }: Frame,
  { row, from, to, label, part, isOpen }: ContradictionBar,
): DrawCommand[] {
  const x = xs[from] as number;
  const width = isOpen ? Math.min(minBarPx, right - x) : (xs[to] as number) - x;
  const middle = rowsTop + (row + 0.5) * rowPx;
  const box = { x, y: middle - barPx / 2, width, height: barPx };
  const fill: DrawCommand =
    part === 'context'
      ? { kind: 'frame', ink: 'muted', lineWidth: 1, ...box }
      : { kind: 'fill', ink: isOpen ? 'info' : 'ok', ...box };
  const ink = part === 'context' ? 'muted' : 'ink-on-fill';
  const tail = {
    kind: 'stroke',
    ink: 'info',
    x1: x + width,
    y1: middle,
    x2: right,
    y2: middle,
    lineWidth: 1.5,
  } as const;
  return [
    fill,
    ...(isOpen ? [{ ...tail, dash: [1, 4] }] : []),
    { kind: 'text', ink, x: x + barMarginPx, y: middle, text: label, align: 'left' },
    ...(part === 'refused' ? drawRefusal(box.x + width, middle, box) : []),
  ];
}

function drawRefusal(
  x: number,
  y: number,
  box: { x: number; y: number; width: number; height: number },
): DrawCommand[] {
  return [
    { kind: 'frame', ink: 'invalid', lineWidth: 2, ...box },
    { kind: 'cross', ink: 'invalid', x, y, radius: crossPx },
  ];
}

interface Note {
  readonly ink: 'invalid' | 'muted';
  readonly text: string;
}

function notesOf({ messages, bars, leftOut }: Contradiction): readonly Note[] {
  const hasContext = bars.some(({ part }) => part === 'context');
  return [
    ...messages.map((message): Note => ({ ink: 'invalid', text: `✗ ${message}` })),
    ...(hasContext ? [{ ink: 'muted', text: 'framed: context, where a value came from' } satisfies Note] : []),
    ...(leftOut > 0 ? [{ ink: 'muted', text: `and ${leftOut} before these` } satisfies Note] : []),
  ];
}
