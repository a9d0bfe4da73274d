'use client';
/** Saves what is in view as a picture: PNG for a chat, SVG for a document. */
import type { RefObject } from 'react';
import type { Inks, Picture } from '@/lib/draw/draw-list';
import { pictureFontFamily, svgOf } from '@/lib/draw/svg';
import { type Caption, timelinePicture } from '@/lib/timeline/tracks/picture';
import type { Scene } from '@/lib/timeline/tracks/scene';
import { saveFile } from '../ui/download';
import { announce } from '../ui/status-region';
import { paintOn } from './paint';
import { useInks } from './use-inks';

interface SavePictureProps {
  /** What the timeline shows at the moment. */
  readonly scene: RefObject<Scene | null>;
  readonly caption: Caption;
  readonly nameOf: (ending: string) => string;
}

const button =
  'inline-flex h-7 items-center whitespace-nowrap rounded-6 px-2 text-13 text-accent hover:bg-accent/10 disabled:text-muted';

export function SavePicture({ scene, caption, nameOf }: SavePictureProps) {
  const inks = useInks();
  const save = async (ending: string, make: (picture: Picture, inks: Inks) => Promise<Blob | undefined>) => {
    if (!scene.current || !inks) return;
    const blob = await make(timelinePicture(scene.current, caption), inks);
    if (!blob) return announce('The browser could not make the picture. Try a narrower window.');
    const name = nameOf(ending);
    saveFile(blob, name);
    announce(`Saved ${name}`);
  };
  return (
    <div className="-mx-2 flex print:hidden">
      <button type="button" className={button} onClick={() => void save('png', pngOf)}>
        Save picture
      </button>
      <button type="button" className={button} onClick={() => void save('svg', svgBlob)}>
        Save SVG
      </button>
    </div>
  );
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
