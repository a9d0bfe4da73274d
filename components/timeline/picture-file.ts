/** The timeline as a file: PNG for a chat, SVG for a document. */
import type { Inks, Picture } from '@/lib/draw/draw-list';
import { pictureFontFamily, svgOf } from '@/lib/draw/svg';
import { type Caption, timelinePicture } from '@/lib/timeline/tracks/picture';
import type { Scene } from '@/lib/timeline/tracks/scene';
import { paintOn } from './paint';

export type PictureEnding = 'png' | 'svg';

/** Nothing where the browser's limits are met. */
export function pictureFile(
  ending: PictureEnding,
  scene: Scene,
  caption: Caption,
  inks: Inks,
): Promise<Blob | undefined> {
  const picture = timelinePicture(scene, caption);
  return ending === 'png' ? pngOf(picture, inks) : svgBlob(picture, inks);
}

/** As sharp as the screen, and twice as fine at least: a picture is looked at enlarged. Nothing where the browser's limits are met. */
async function pngOf({ list, width, height }: Picture, inks: Inks): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  paintOn(canvas, { width, height }, inks, list, { fontFamily: pictureFontFamily, minPixelRatio: 2 });
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
}

async function svgBlob(picture: Picture, inks: Inks): Promise<Blob> {
  return new Blob([svgOf(picture, inks)], { type: 'image/svg+xml' });
}
