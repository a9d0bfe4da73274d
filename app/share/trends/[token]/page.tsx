import type { Metadata } from 'next';
import { shareMetadata, trendHeadline } from '@/components/share/preview-words';
import { askedOrigin, sharedTrend } from '@/components/share/shared';
import { SharedTrendPage } from '@/components/trend/trend-page';

interface SharePageProps {
  readonly params: Promise<{ readonly token: string }>;
}

export async function generateMetadata({ params }: SharePageProps): Promise<Metadata> {
  const { token } = await params;
  const trend = await sharedTrend(token);
  return shareMetadata(await askedOrigin(), trend && trendHeadline(trend), 'Shared trend');
}

export default async function Page({ params }: SharePageProps) {
  const { token } = await params;
  return <SharedTrendPage token={token} />;
}
