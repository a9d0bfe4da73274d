/** A run as somebody may see it, whatever it is read for: a page, a file, a stream. */
import type { GuestInput, GuestView } from '@/lib/audience/guest-view';
import type { Entry } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunRecords } from '../jobs/run-records';
import type { NodeLog } from '../systems/kit/client';
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
  /** The logs of its nodes in the same way. */
  packedLogs(): AsyncIterable<NodeLog>;
  logs(): Promise<readonly { readonly node: string; readonly file: string; readonly bytes: number }[]>;
  readLog(node: string, file: string): Promise<string | undefined>;
}

/** All of it: for the operator. */
export function ownRun(records: RunRecords, run: RunSummary): RunView {
  return {
    run,
    pages: () => records.pages(run.id),
    chunks: (from, maxBytes) => records.chunks(run.id, from, maxBytes),
    packed: () => records.packed(run.id),
    packedLogs: () => records.collectedLogs(run.id),
    logs: () => records.logs(run.id),
    readLog: (node, file) => records.readLog(run.id, node, file),
  };
}

/** What a guest may see of it. @param redacted a chunk as the view shows it */
export function guestRun(
  records: RunRecords,
  run: RunSummary,
  view: GuestView,
  redacted: (chunk: Chunk) => Promise<Chunk>,
): RunView {
  return {
    run: view.summary(run),
    pages: () => guestPages(records.pages(run.id), view),
    chunks: async (from, maxBytes) => Promise.all((await records.chunks(run.id, from, maxBytes)).map(redacted)),
    packed: () => records.packed(run.id),
    packedLogs: () => records.collectedLogs(run.id),
    guest: view.input,
    logs: async () => (await records.logs(run.id)).map((log) => ({ ...log, file: view.text(log.file) })),
    async readLog(node, file) {
      const named = (await records.logs(run.id)).find((log) => log.node === node && view.text(log.file) === file);
      const text = named && (await records.readLog(run.id, node, named.file));
      return text === undefined ? undefined : view.text(text);
    },
  };
}
