/**
 * The time limit of an operation, joined with the stop signal of its run. Made by hand rather than by
 * `AbortSignal.any`, so that a signal that lives as long as a run does not collect one listener an operation.
 */
import { setMaxListeners } from 'node:events';
import type { RequestError } from './request-error';

export interface Deadline {
  readonly signal: AbortSignal;
  /** Why the signal fired; undefined before it fires. */
  reason(): RequestError | undefined;
  /** Must be called when the operation is over. */
  release(): void;
}

export function deadline(timeoutMs: number, stop: AbortSignal): Deadline {
  const controller = new AbortController();
  let reason: RequestError | undefined;
  const end = (error: RequestError) => {
    reason ??= error;
    controller.abort();
  };
  // Every operation in flight listens to the run's stop signal, so Node's warning about a listener leak does not apply.
  setMaxListeners(0, stop, controller.signal);
  const onStop = () => end({ kind: 'stopped' });
  const timer = setTimeout(() => end({ kind: 'timed-out' }), timeoutMs);
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  return {
    signal: controller.signal,
    reason: () => reason,
    release: () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
    },
  };
}
