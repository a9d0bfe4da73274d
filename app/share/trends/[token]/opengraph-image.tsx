import { ImageResponse } from 'next/og';
import { pictureSize } from '@/components/share/picture-frame';
import { keptPicture } from '@/components/share/pictures';
import { sharedTrend } from '@/components/share/shared';
import { TrendPicture } from '@/components/share/trend-picture';

export const alt = 'The newest runs of the plan, each with its verdict';
export const size = pictureSize;
export const contentType = 'image/png';

export default async function Image({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  const trend = await sharedTrend(token);
  if (!trend) return new Response(null, { status: 404 });
  return keptPicture(trend, () => new ImageResponse(<TrendPicture trend={trend} />, size));
}
