/** A component in a document, with Next's router around it as in a page. Tests find things by role and name. */
import { cleanup, configure, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime';
import type { ReactNode } from 'react';
import { onTestFinished } from 'vitest';

// There are no styles here, so what they would hide cannot be told; asking anyway takes most of a test's time.
configure({ defaultHidden: true, asyncUtilTimeout: 60_000 });

/**
 * Fills a document with the component, until the test is over.
 * @param query of the page's address, `from=k3v9x2m4qp`
 * @returns hands, and the addresses that the component went to
 */
export function rendered(component: ReactNode, query = '') {
  const visited: string[] = [];
  const go = (address: string) => void visited.push(address);
  const stay = () => undefined;
  const moves = { push: go, replace: go, prefetch: stay, back: stay, forward: stay, refresh: stay };
  const router: AppRouterInstance = { ...moves, bfcacheId: '0' };
  onTestFinished(cleanup);
  const { unmount } = render(
    <AppRouterContext.Provider value={router}>
      <SearchParamsContext.Provider value={new URLSearchParams(query)}>{component}</SearchParamsContext.Provider>
    </AppRouterContext.Provider>,
  );
  return { user: userEvent.setup(), visited, unmount };
}
