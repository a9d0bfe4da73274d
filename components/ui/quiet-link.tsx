'use client';
/**
 * A link within the pages whose target is fetched when a hand comes near it. Next's own fetches it as soon as it is seen,
 * and the form for a new test alone brings more code than a page needs that shows a run.
 */
import Link from 'next/link';
import { type ComponentProps, useState } from 'react';

export function QuietLink(props: Omit<ComponentProps<typeof Link>, 'prefetch' | 'onPointerEnter' | 'onFocus'>) {
  const [isNear, setNear] = useState(false);
  const come = () => setNear(true);
  return <Link {...props} prefetch={isNear ? 'auto' : false} onPointerEnter={come} onFocus={come} />;
}
