/** A view of the timeline as a picture to take along: what is on the screen, and under it what it is a picture of. */

import { formatTime } from '../../base/words';
import { type DrawCommand, type DrawList, type Picture, textWidth } from '../../draw/draw-list';
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

const marginPx = 8;
const linePx = 16;

/** The caption lies below, in as many lines as the width makes necessary. The pointer is not part of the picture. */
export function timelinePicture(scene: Scene, caption: Caption): Picture {
  const { width, height: plotHeight } = scene.layout;
  const lines: readonly { readonly text: string; readonly ink: 'ink' | 'invalid' | 'muted'; isBold?: boolean }[] = [
    ...wrapped(caption.title, width).map((text) => ({ text, ink: 'ink' as const, isBold: true })),
    ...wrapped(caption.verdict, width).map((text) => ({
      text,
      ink: caption.isViolated ? ('invalid' as const) : ('ink' as const),
    })),
    ...wrapped(rangeWords(scene), width).map((text) => ({ text, ink: 'muted' as const })),
  ];
  const height = plotHeight + marginPx + lines.length * linePx + marginPx;
  const written = lines.map((line, place): DrawCommand => {
    const y = plotHeight + marginPx + (place + 0.5) * linePx;
    return { kind: 'text', x: marginPx, y, align: 'left', ...line };
  });
  const list: DrawList = [
    { kind: 'fill', ink: 'raised', x: 0, y: 0, width, height },
    ...drawTimeline(scene),
    ...drawPointing({ ...scene, cursor: undefined }),
    ...written,
  ];
  return { list, width, height };
}

/** `4.20 s to 8.60 s of 30.02 s` */
function rangeWords({ scale: { span }, lastNanos }: Scene): string {
  const time = (nanos: number) => formatTime(nanos, lengthOf(span));
  return `${time(span.start)} to ${time(span.end)} of ${time(lastNanos)}`;
}

/** Breaks between words. A word that is longer than a line is left as it is. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || textWidth(longer) > width - 2 * marginPx) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
