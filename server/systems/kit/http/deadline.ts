/**
 * The time limit of an operation, joined with the stop signal of its run. Made by hand rather than by
 * `AbortSignal.any`, so that a signal that lives as long as a run does not collect one listener an operation.
 */
import { setMaxListeners } from 'node:events';
import type { Trouble } from './trouble';

export interface Deadline {
  readonly signal: AbortSignal;
  /** Why the signal fired; undefined while it has not. */
  trouble(): Trouble | undefined;
  /** Must be called when the operation is over. */
  release(): void;
}

export function deadline(timeoutMs: number, stop: AbortSignal): Deadline {
  const controller = new AbortController();
  let trouble: Trouble | undefined;
  const end = (reason: Trouble) => {
    trouble ??= reason;
    controller.abort();
  };
  // Every worker's operation listens to the one stop signal; Node's warning about that is not for us.
  setMaxListeners(0, stop, controller.signal);
  const onStop = () => end({ kind: 'stopped' });
  const timer = setTimeout(() => end({ kind: 'timed-out' }), timeoutMs);
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  return {
    signal: controller.signal,
    trouble: () => trouble,
    release: () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
    },
  };
}
