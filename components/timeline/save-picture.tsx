'use client';
/** Saves what is in view as a picture: PNG for a chat, SVG for a document. */
import type { RefObject } from 'react';
import type { Caption } from '@/lib/timeline/tracks/picture';
import type { Scene } from '@/lib/timeline/tracks/scene';
import { saveFile } from '../ui/download';
import { messageOf } from '../ui/request';
import { announce } from '../ui/status-region';
import type { PictureEnding } from './picture-file';
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
  const make = async (ending: PictureEnding) => {
    const shown = scene.current;
    if (!shown || !inks) return;
    const { pictureFile } = await import('./picture-file');
    const blob = await pictureFile(ending, shown, caption, inks);
    if (!blob) return announce('The browser could not make the picture. Try a narrower window.');
    const name = nameOf(ending);
    saveFile(blob, name);
    announce(`Saved ${name}`);
  };
  const save = (ending: PictureEnding) =>
    void make(ending).catch((error: unknown) => announce(`There is no picture. ${messageOf(error)}`));
  return (
    <div className="-mx-2 flex print:hidden">
      <button type="button" className={button} onClick={() => save('png')}>
        Save picture
      </button>
      <button type="button" className={button} onClick={() => save('svg')}>
        Save SVG
      </button>
    </div>
  );
}
