'use client';
/** The models as a picture, the stronger above the weaker. */
import { useMemo } from 'react';
import { type JudgedModels, latticePicture } from '@/lib/report/model-lattice';
import { PictureSvg } from '../../timeline/picture-svg';

export function ModelLatticePart({ asked, isKept, violated }: JudgedModels) {
  const picture = useMemo(() => latticePicture({ asked, isKept, violated }), [asked, isKept, violated]);
  return (
    <section aria-label="Consistency models" className="flex min-w-0 max-w-[110ch] flex-col gap-2 text-13">
      <h3 className="font-medium">Consistency models</h3>
      <PictureSvg picture={picture} label={picture.label} name="Consistency models, drawn" />
    </section>
  );
}
