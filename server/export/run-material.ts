/** What the files of a run are made of, wherever that is read from: the store, or what a server sends to a process. */
import type { GuestInput } from '@/lib/audience/guest-view';
import { GuestView } from '@/lib/audience/guest-view';
import type { Entry } from '@/lib/protocol/entry';
import type { RunSummary } from '@/lib/protocol/run';
import { guestPages } from '../audience/guest-pages';
import type { NodeLog } from '../systems/kit/client';

/** A journal, page by page. */
export type Pages = AsyncIterable<readonly Entry[]>;

export interface RunMaterial {
  readonly run: RunSummary;
  /** The journal from its first entry, each time that it is asked for. */
  pages(): Pages;
  logs(): AsyncIterable<NodeLog>;
}

/** As guests may see it. @param material whose `run` is what they see of it already */
export function guestMaterial({ run, pages, logs }: RunMaterial, guest: GuestInput): RunMaterial {
  const view = new GuestView(guest.plans, guest, guest.machine);
  return {
    run,
    pages: () => guestPages(pages(), view),
    async *logs() {
      for await (const { node, file, text } of logs()) yield { node, file: view.text(file), text: view.text(text) };
    },
  };
}
