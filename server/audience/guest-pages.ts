/** Pages of a journal as guests see them. */
import type { GuestView } from '@/lib/audience/guest-view';
import type { Entry } from '@/lib/protocol/entry';

export async function* guestPages(
  pages: AsyncIterable<readonly Entry[]>,
  view: GuestView,
): AsyncGenerator<readonly Entry[]> {
  for await (const page of pages) yield page.map((entry) => view.entry(entry));
}
