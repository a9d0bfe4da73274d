import { ImageResponse } from 'next/og';
import { pictureSize } from '@/components/share/picture-frame';
import { keptPicture } from '@/components/share/pictures';
import { RunPicture } from '@/components/share/run-picture';
import { sharedRun } from '@/components/share/shared';

export const alt = 'The verdict of the run, what was tested, and the run as a strip with its faults';
export const size = pictureSize;
export const contentType = 'image/png';

export default async function Image({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  const run = await sharedRun(token);
  if (!run) return new Response(null, { status: 404 });
  return keptPicture(run, () => new ImageResponse(<RunPicture run={run} />, size));
}
