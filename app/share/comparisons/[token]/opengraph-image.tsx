import { ImageResponse } from 'next/og';
import { ComparisonPicture } from '@/components/share/comparison-picture';
import { pictureSize } from '@/components/share/picture-frame';
import { keptPicture } from '@/components/share/pictures';
import { sharedComparison } from '@/components/share/shared';

export const alt = 'The runs that are compared, each with its verdict';
export const size = pictureSize;
export const contentType = 'image/png';

export default async function Image({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  const runs = await sharedComparison(token);
  if (!runs) return new Response(null, { status: 404 });
  return keptPicture(runs, () => new ImageResponse(<ComparisonPicture runs={runs} />, size));
}
