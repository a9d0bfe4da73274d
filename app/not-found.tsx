import type { Metadata } from 'next';
import Link from 'next/link';
import { buttonClass } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

export const metadata: Metadata = { title: 'No such page' };

export default function NotFound() {
  return (
    <Notice title="No such page">
      <p className="text-muted">The address leads nowhere. A shared link stops working when it is revoked.</p>
      <Link href="/" className={buttonClass('plain')}>
        All runs
      </Link>
    </Notice>
  );
}
