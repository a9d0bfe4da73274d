import type { Metadata } from 'next';
import { SharedComparePage } from '@/components/compare/shared-compare-page';
import { comparisonHeadline, shareMetadata } from '@/components/share/preview-words';
import { askedOrigin, sharedComparison } from '@/components/share/shared';

interface SharePageProps {
  readonly params: Promise<{ readonly token: string }>;
}

export async function generateMetadata({ params }: SharePageProps): Promise<Metadata> {
  const { token } = await params;
  const runs = await sharedComparison(token);
  return shareMetadata(await askedOrigin(), runs && comparisonHeadline(runs), 'Shared comparison');
}

export default async function Page({ params }: SharePageProps) {
  const { token } = await params;
  return <SharedComparePage token={token} />;
}
