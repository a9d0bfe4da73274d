import type { Metadata } from 'next';
import { LinksPage } from '@/components/share/links-page';

export const metadata: Metadata = { title: 'Links' };

export default function Page() {
  return <LinksPage />;
}
