import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { ExperimentPage } from '@/components/experiment/experiment-page';
import { experimentHeadline, shareMetadata } from '@/components/share/preview-words';
import { sharedExperiment } from '@/components/share/shared';

interface SharePageProps {
  readonly params: Promise<{ readonly token: string }>;
}

export async function generateMetadata({ params }: SharePageProps): Promise<Metadata> {
  const { token } = await params;
  const origin = `http://${(await headers()).get('host')}`;
  const experiment = await sharedExperiment(origin, token);
  return shareMetadata(origin, experiment && experimentHeadline(experiment), 'Shared experiment');
}

export default async function Page({ params }: SharePageProps) {
  const { token } = await params;
  return <ExperimentPage source={{ kind: 'share', token }} />;
}
