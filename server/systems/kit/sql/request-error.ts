/** What can go wrong between a statement and its answer, as data that an error table classifies. */
import type { RequestError as HttpRequestError } from '../http/request-error';

export type RequestError =
  /** The server answered with an error: MariaDB's number or PostgreSQL's SQLSTATE, and its message. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** No session was established, so no statement was sent. */
  | { readonly kind: 'connection-refused' | 'not-connected'; readonly message: string }
  /** The connection ended after the statement may have been sent. */
  | { readonly kind: 'connection-lost'; readonly message: string }
  /** What the transaction was shown rules it out, and the client rolled it back. */
  | { readonly kind: 'compare-failed' | 'insufficient-funds' }
  | Extract<HttpRequestError, { readonly kind: 'timed-out' | 'stopped' | 'unknown' }>;

export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly requestError: RequestError;

  constructor(requestError: RequestError, options?: { readonly cause?: unknown }) {
    super('message' in requestError ? requestError.message : requestError.kind, options);
    this.requestError = requestError;
  }
}
