/** The run behind a link as the server of the page tells it to anyone who has the token. For what is made on the server. */
import type { RunDetail } from '@/lib/protocol/api';
import type { RunSummary } from '@/lib/protocol/run';

/** A preview is made while somebody waits, and the server asks itself. */
const patienceMs = 5_000;

/**
 * @param origin `http://127.0.0.1:3000`
 * @returns nothing where the link is not valid, and where no answer came: the page itself can do without a preview
 */
export async function sharedRun(origin: string, token: string): Promise<RunSummary | undefined> {
  const address = `${origin}/api/share/${encodeURIComponent(token)}`;
  try {
    const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
    if (response.ok) return ((await response.json()) as RunDetail).run;
    if (response.status !== 404) console.warn(`a shared run has no preview: the server answered ${response.status}`);
  } catch (error) {
    console.warn('a shared run has no preview:', error);
  }
  return undefined;
}
