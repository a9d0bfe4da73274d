import type { Metadata } from 'next';
import { ExperimentLaunchPage } from '@/components/experiment/experiment-launch-page';

export const metadata: Metadata = { title: 'New experiment' };

export default function Page() {
  return <ExperimentLaunchPage />;
}
