/** A run as somebody may see it, whatever it is read for: a page, a file, a stream. */
import type { GuestInput, GuestView } from '@/lib/audience/guest-view';
import type { Entry } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import type { RunSummary } from '@/lib/protocol/run';
import type { Runs } from '../jobs/runs';
import { guestPages } from './guest-pages';

export interface RunView {
  readonly run: RunSummary;
  /** Its journal, page by page. */
  pages(): AsyncIterable<readonly Entry[]>;
  /** The same as it lies on the disk, from the chunk on that holds the entry; those after so many bytes are left for later. */
  chunks(from: number, maxBytes: number): Promise<readonly Chunk[]>;
  /** The same for a process that makes a file of it, which leaves out there what `guest` says. */
  packed(): AsyncIterable<{ readonly chunks: readonly Chunk[]; readonly end: number }>;
  readonly guest?: GuestInput;
  logs(): Promise<readonly { readonly node: string; readonly file: string; readonly bytes: number }[]>;
  readLog(node: string, file: string): Promise<string | undefined>;
}

/** All of it: for the operator. */
export function ownRun(runs: Runs, run: RunSummary): RunView {
  return {
    run,
    pages: () => runs.pages(run.id),
    chunks: (from, maxBytes) => runs.chunks(run.id, from, maxBytes),
    packed: () => runs.packed(run.id),
    logs: () => runs.logs(run.id),
    readLog: (node, file) => runs.readLog(run.id, node, file),
  };
}

/** What a guest may see of it. @param redacted a chunk as the view shows it */
export function guestRun(
  runs: Runs,
  run: RunSummary,
  view: GuestView,
  redacted: (chunk: Chunk) => Promise<Chunk>,
): RunView {
  return {
    run: view.summary(run),
    pages: () => guestPages(runs.pages(run.id), view),
    chunks: async (from, maxBytes) => Promise.all((await runs.chunks(run.id, from, maxBytes)).map(redacted)),
    packed: () => runs.packed(run.id),
    guest: view.input,
    logs: async () => (await runs.logs(run.id)).map((log) => ({ ...log, file: view.text(log.file) })),
    async readLog(node, file) {
      const named = (await runs.logs(run.id)).find((log) => log.node === node && view.text(log.file) === file);
      const text = named && (await runs.readLog(run.id, node, named.file));
      return text === undefined ? undefined : view.text(text);
    },
  };
}
