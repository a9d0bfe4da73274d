/**
 * What server and browser say to each other over socket.io. The cookie (operators) or the share token in the handshake
 * (`auth: { share }`, viewers of that one run) decides what may be watched.
 *
 * Entries are sent as they lie on the disk, so a viewer more costs the server next to nothing. A batch is sent only after
 * the one before it was acknowledged, so a slow viewer gets fewer, larger batches and never
 * a growing queue. After a reconnect the viewer calls `watch` again with the number of entries it has.
 */
import type { EntryBatch } from './entry-batch';
import type { RunSummary } from './run';

/**
 * The server asks a viewer so often whether it is still there, and waits as long for the answer. A connection over which
 * nothing comes any more, though nobody ended it, is noticed after twice as long on both sides.
 */
export const heartbeatMs = 5_000;

export type WatchReply =
  | { readonly ok: true; readonly run: RunSummary }
  | { readonly ok: false; readonly error: string };

export interface ServerEvents {
  entries(batch: EntryBatch, acknowledge: () => void): void;
  /** The summary of a watched run changed. */
  run(run: RunSummary): void;
  /** A run in the list appeared or changed; sent to those who called `watchRuns`. */
  listed(run: RunSummary): void;
}

/** Who is sent which: guests are sent what a `GuestView` made. */
export const eventAudience = {
  entries: 'guests',
  run: 'guests',
  listed: 'operators',
} as const satisfies Readonly<Record<keyof ServerEvents, 'guests' | 'operators'>>;

export interface ClientEvents {
  watch(request: { readonly runId: string; readonly from: number }, reply: (reply: WatchReply) => void): void;
  unwatch(runId: string): void;
  watchRuns(reply: (reply: { readonly ok: boolean }) => void): void;
}
