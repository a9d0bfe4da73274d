/**
 * A failure of our own automation or of the world around it, told to a person: what, where, what to do. It ends a run
 * as an error and never becomes a verdict about a database.
 */
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { printableText } from '@/lib/base/plain-text';
import { clipped } from '@/lib/base/words';
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
  const reason = reasonOf(error);
  if (reason instanceof ClewError) return reason.failure;
  return { message: clipped(printableText(reason instanceof Error ? reason.message : String(reason))) };
}

/** What the database said. Drizzle's own message is the whole statement with its parameters, which are nobody's business. */
export function reasonOf(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? (error.cause ?? new Error('the database refused a statement')) : error;
}
