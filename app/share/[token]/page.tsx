import type { Metadata } from 'next';
import { RunPage } from '@/components/run/run-page';
import { runHeadline, shareMetadata } from '@/components/share/preview-words';
import { askedOrigin, sharedRun } from '@/components/share/shared';

interface SharePageProps {
  readonly params: Promise<{ readonly token: string }>;
}

export async function generateMetadata({ params }: SharePageProps): Promise<Metadata> {
  const { token } = await params;
  const run = await sharedRun(token);
  return shareMetadata(await askedOrigin(), run && runHeadline(run), 'Shared run');
}

export default async function Page({ params }: SharePageProps) {
  const { token } = await params;
  return <RunPage shareToken={token} />;
}
