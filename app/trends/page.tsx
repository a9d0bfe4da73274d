import type { Metadata } from 'next';
import { Suspense } from 'react';
import { TrendPage } from '@/components/trend/trend-page';

export const metadata: Metadata = { title: 'Trend of a plan' };

export default function Page() {
  return (
    <Suspense>
      <TrendPage />
    </Suspense>
  );
}
