import type { Metadata } from 'next';
import { ExperimentPage } from '@/components/experiment/experiment-page';

/** The address is the key: it must not leak through search engines or a link's referrer. */
export const metadata: Metadata = {
  title: 'Shared experiment',
  robots: { index: false },
  referrer: 'no-referrer',
};

export default async function Page({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  return <ExperimentPage source={{ kind: 'share', token }} />;
}
