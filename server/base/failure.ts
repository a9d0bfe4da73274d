/**
 * A failure of our own automation or of the world around it, told to a person: what, where, what to do. It ends a run
 * as an error and never becomes a verdict about a database.
 */
import type { RunFailure } from '@/lib/protocol/entry';

export class ClewError extends Error {
  override readonly name: string = 'ClewError';
  readonly failure: RunFailure;

  constructor(failure: RunFailure, options?: { readonly cause?: unknown }) {
    super(failure.message, options);
    this.failure = failure;
  }
}

/** The failure to show for anything that was thrown. */
export function failureOf(error: unknown): RunFailure {
  if (error instanceof ClewError) return error.failure;
  return { message: error instanceof Error ? error.message : String(error) };
}
