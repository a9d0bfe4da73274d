import type { Metadata } from 'next';
import { RunPage } from '@/components/run/run-page';

/** The address is the key: it must not leak through search engines or a link's referrer. */
export const metadata: Metadata = { title: 'Shared run', robots: { index: false }, referrer: 'no-referrer' };

export default async function Page({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  return <RunPage shareToken={token} />;
}
