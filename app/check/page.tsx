import type { Metadata } from 'next';
import { BringPage } from '@/components/bring/bring-page';

export const metadata: Metadata = { title: 'Bring a history' };

export default function Page() {
  return <BringPage />;
}
