/**
 * The frame of the error tables: which errors mean that an operation certainly did not happen. Every verdict rests on
 * them. An error that is called definite and is not makes a correct system look broken, so the rows, and the reasons for
 * them, are those of each system.
 */
import type { Json } from '@/lib/base/json';
import type { Completion } from './client';

export interface ErrorRow<RequestError> {
  readonly name: string;
  readonly isDefinite: boolean;
  readonly matches: (error: RequestError) => boolean;
}

export interface ErrorVerdict {
  readonly name: string;
  readonly isDefinite: boolean;
  /** What the op carries: a word, or what the system said. */
  readonly error: Json;
}

/** The first row that matches decides; whatever none matches is indefinite. */
export function classifyBy<RequestError>(
  table: readonly ErrorRow<RequestError>[],
  error: RequestError,
  errorOf: (error: RequestError, name: string) => Json,
): ErrorVerdict {
  const row = table.find((candidate) => candidate.matches(error));
  const name = row?.name ?? 'unclassified';
  return { name, isDefinite: row?.isDefinite ?? false, error: errorOf(error, name) };
}

export function is<RequestError extends { readonly kind: string }>(
  kind: RequestError['kind'],
): (error: RequestError) => boolean {
  return (error) => error.kind === kind;
}

/** That an operation which changes nothing may be taken as failed in any case is for the runner to say. */
export function completionType({ isDefinite }: ErrorVerdict): Completion['type'] {
  return isDefinite ? 'fail' : 'info';
}

const shownLength = 200;

/** An error belongs on one line. */
export function shownMessage(text: string): string {
  return text.trim().slice(0, shownLength);
}
