/** A view of the timeline as a picture to take along: what is on the screen, and under it what it is a picture of. */

import { formatTime } from '../../base/words';
import { appearanceOf, wordsOf } from '../../catalog/faults/appearance';
import { type DrawCommand, type Picture, textWidth } from '../../draw/draw-list';
import { lengthOf } from '../view/viewport';
import { drawPointing, drawTimeline } from './draw';
import type { Scene } from './scene';

export interface Caption {
  /** What was tested: `etcd 3.4.23 · local reads`. */
  readonly title: string;
  /** The verdict and its sentence. */
  readonly verdict: string;
  readonly isViolated: boolean;
}

/** Around everything, so that no letter stands at an edge. */
const marginPx = 16;
const gapPx = 8;
const linePx = 16;
const legendBar = { width: 20, height: 10 };

interface Line {
  readonly text: string;
  readonly ink: 'ink' | 'invalid' | 'muted';
  readonly isBold?: boolean;
}

/** The caption and what the marks mean lie below, in as many lines as the width makes necessary. The pointer is no part of it. */
export function timelinePicture(scene: Scene, caption: Caption): Picture {
  const { width: plotWidth, height: plotHeight } = scene.layout;
  const lines: readonly Line[] = [
    ...wrapped(caption.title, plotWidth).map((text) => ({ text, ink: 'ink' as const, isBold: true })),
    ...wrapped(caption.verdict, plotWidth).map((text) => ({
      text,
      ink: caption.isViolated ? ('invalid' as const) : ('ink' as const),
    })),
    ...wrapped(rangeWords(scene), plotWidth).map((text) => ({ text, ink: 'muted' as const })),
  ];
  const linesTop = plotHeight + gapPx;
  const legend = legendOf(scene, linesTop + lines.length * linePx + gapPx);
  const [width, height] = [plotWidth + 2 * marginPx, legend.bottom + 2 * marginPx];
  const written = lines.map((line, place): DrawCommand => {
    return { kind: 'text', x: 0, y: linesTop + (place + 0.5) * linePx, align: 'left', ...line };
  });
  const drawn = [
    ...drawTimeline(scene),
    ...drawPointing({ ...scene, cursor: undefined }),
    ...written,
    ...legend.commands,
  ];
  return {
    list: [{ kind: 'fill', ink: 'raised', x: 0, y: 0, width, height }, ...drawn.map(moved)],
    width,
    height,
  };
}

/** In by the margin. */
function moved(command: DrawCommand): DrawCommand {
  if (command.kind === 'fills') {
    const boxes = Float32Array.from(command.boxes, (value, at) => (at % 4 < 2 ? value + marginPx : value));
    return { ...command, boxes };
  }
  if (command.kind !== 'stroke') return { ...command, x: command.x + marginPx, y: command.y + marginPx };
  const { x1, x2, y1, y2 } = command;
  return { ...command, x1: x1 + marginPx, x2: x2 + marginPx, y1: y1 + marginPx, y2: y2 + marginPx };
}

/** What the bars and the crosses are, and the faults that there were. */
function legendOf(scene: Scene, top: number): { readonly commands: readonly DrawCommand[]; readonly bottom: number } {
  const faults = new Map(scene.faults.map(({ fault }) => [wordsOf(fault).noun, appearanceOf(fault).look] as const));
  const items: readonly (readonly [string, (x: number, y: number) => readonly DrawCommand[]])[] = [
    ['ok', (x, y) => [{ kind: 'fill', ink: 'ok', x, y, ...legendBar }]],
    [
      'fail, did not happen',
      (x, y) => [
        { kind: 'fill', ink: 'fail', x, y, ...legendBar },
        { kind: 'hatch', ink: 'ink-on-fill', opacity: 0.55, x, y, ...legendBar },
      ],
    ],
    ['info, may happen later', (x, y) => [{ kind: 'fill', ink: 'info', x, y, ...legendBar }]],
    ...(scene.violation
      ? [
          [
            'violation',
            (x: number, y: number): readonly DrawCommand[] => [
              { kind: 'cross', ink: 'invalid', x: x + legendBar.width / 2, y: y + legendBar.height / 2, radius: 4 },
            ],
          ] as const,
        ]
      : []),
    ...[...faults].map(
      ([noun, { tone, hatch }]) =>
        [
          noun,
          (x: number, y: number): readonly DrawCommand[] => [
            { kind: 'fill', ink: tone, x, y, ...legendBar },
            { kind: 'hatch', ink: 'muted', hatch, opacity: 0.5, x, y, ...legendBar },
          ],
        ] as const,
    ),
  ];
  const commands: DrawCommand[] = [];
  let [x, y] = [0, top];
  for (const [text, mark] of items) {
    const width = legendBar.width + 6 + textWidth(text);
    if (x > 0 && x + width > scene.layout.width) [x, y] = [0, y + linePx];
    commands.push(...mark(x, y + (linePx - legendBar.height) / 2));
    commands.push({ kind: 'text', ink: 'muted', x: x + legendBar.width + 6, y: y + linePx / 2, text, align: 'left' });
    x += width + 2 * gapPx;
  }
  return { commands, bottom: y + linePx };
}

/** `4.20 s to 8.60 s of 30.02 s`: of the run, which ends with its last op, and not with the air behind it. */
function rangeWords({ scale: { span }, lastNanos }: Scene): string {
  const time = (nanos: number) => formatTime(nanos, lengthOf(span));
  return `${time(Math.max(0, span.start))} to ${time(Math.min(span.end, lastNanos))} of ${time(lastNanos)}`;
}

/** Breaks between words. A word that is longer than a line is left as it is. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || textWidth(longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
