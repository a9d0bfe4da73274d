import { ImageResponse } from 'next/og';
import { ExperimentPicture } from '@/components/share/experiment-picture';
import { pictureSize } from '@/components/share/picture-frame';
import { keptPicture } from '@/components/share/pictures';
import { sharedExperiment } from '@/components/share/shared';

export const alt = 'The combinations of the experiment, and the verdict of each';
export const size = pictureSize;
export const contentType = 'image/png';

export default async function Image({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  const experiment = await sharedExperiment(token);
  if (!experiment) return new Response(null, { status: 404 });
  return keptPicture(experiment, () => new ImageResponse(<ExperimentPicture experiment={experiment} />, size));
}
