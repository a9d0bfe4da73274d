/** For tests: what a browser sends that has signed in, from pages of the server itself. */
import { pageKeyHeader } from '@/lib/protocol/page-key';
import type { ServerHandle } from './serve';

export type BrowserHeaders = Readonly<Record<'cookie' | typeof pageKeyHeader, string>>;

export async function signedIn({ address, token }: Pick<ServerHandle, 'address' | 'token'>): Promise<BrowserHeaders> {
  const response = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const { pageKey } = (await response.json()) as { readonly pageKey: string };
  const [cookie = ''] = response.headers.get('set-cookie')?.split(';') ?? [];
  return { cookie, [pageKeyHeader]: pageKey };
}
