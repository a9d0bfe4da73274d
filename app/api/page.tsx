import type { Metadata } from 'next';
import { ApiPage } from '@/components/api/api-page';

export const metadata: Metadata = { title: 'HTTP interface' };

export default function Page() {
  return <ApiPage />;
}
