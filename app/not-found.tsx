import type { Metadata } from 'next';
import { AllRuns, Notice } from '@/components/ui/notice';

export const metadata: Metadata = { title: 'No such page' };

export default function NotFound() {
  return (
    <main id="main">
      <Notice title="No such page" action={<AllRuns />}>
        The address leads nowhere. A shared link stops working when it is revoked.
      </Notice>
    </main>
  );
}
