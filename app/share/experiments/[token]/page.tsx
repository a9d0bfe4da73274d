import type { Metadata } from 'next';
import { ExperimentPage } from '@/components/experiment/experiment-page';
import { experimentHeadline, shareMetadata } from '@/components/share/preview-words';
import { askedOrigin, sharedExperiment } from '@/components/share/shared';

interface SharePageProps {
  readonly params: Promise<{ readonly token: string }>;
}

export async function generateMetadata({ params }: SharePageProps): Promise<Metadata> {
  const { token } = await params;
  const experiment = await sharedExperiment(token);
  return shareMetadata(await askedOrigin(), experiment && experimentHeadline(experiment), 'Shared experiment');
}

export default async function Page({ params }: SharePageProps) {
  const { token } = await params;
  return <ExperimentPage source={{ kind: 'share', token }} />;
}
