/**
 * The frame of the error tables, which say which errors mean that an operation certainly did not happen. Every verdict
 * rests on them: an indefinite error marked definite makes a correct system look broken. So each system has its own
 * rows, with reasons.
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
  /** For the op: a word, or the system's message. */
  readonly error: Json;
}

/** The first matching row decides; an error without a row is indefinite. */
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

/** The runner, not the client, turns `info` into `fail` for operations that change nothing. */
export function completionType({ isDefinite }: ErrorVerdict): Completion['type'] {
  return isDefinite ? 'fail' : 'info';
}

const shownLength = 200;

/** Trimmed and cut to a length for one line. */
export function shownMessage(text: string): string {
  return text.trim().slice(0, shownLength);
}
