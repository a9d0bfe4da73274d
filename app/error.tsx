'use client';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

interface ErrorPageProps {
  readonly error: Error;
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main id="main">
      <Notice title="This page failed" action={<Button onClick={reset}>Draw it again</Button>}>
        The fault is in the page, not in the run: what was recorded is safe on the server.
        <code className="mt-2 block break-words text-12">{error.message}</code>
      </Notice>
    </main>
  );
}
