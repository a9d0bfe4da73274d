import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { RunPage } from '@/components/run/run-page';
import { shareMetadata } from '@/components/share/preview-words';
import { sharedRun } from '@/components/share/shared-run';

interface SharePageProps {
  readonly params: Promise<{ readonly token: string }>;
}

export async function generateMetadata({ params }: SharePageProps): Promise<Metadata> {
  const { token } = await params;
  const origin = `http://${(await headers()).get('host')}`;
  return shareMetadata(origin, await sharedRun(origin, token));
}

export default async function Page({ params }: SharePageProps) {
  const { token } = await params;
  return <RunPage shareToken={token} />;
}
