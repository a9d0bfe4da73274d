/** Waiting for a state of the world that sends no notice when it is reached. */
import { setTimeout as pause } from 'node:timers/promises';

export interface PollOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks at once, and again after each interval; a look that takes long is never cut short.
 * @returns whether the state was reached in time. @throws the signal's reason, and whatever a look throws
 */
export async function poll(
  isReached: () => boolean | Promise<boolean>,
  { intervalMs, timeoutMs, signal }: PollOptions,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (await isReached()) return true;
    if (performance.now() > deadline) return false;
    await pause(intervalMs, undefined, { signal });
  }
}
