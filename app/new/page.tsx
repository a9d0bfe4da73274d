import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LaunchPage } from '@/components/form/launch-page';

export const metadata: Metadata = { title: 'New test' };

export default function Page() {
  return (
    <Suspense>
      <LaunchPage />
    </Suspense>
  );
}
