/** What can go wrong between a request to NATS and its answer. */
import type { RequestError as HttpRequestError } from '../kit/http/request-error';

export type RequestError =
  | Exclude<HttpRequestError, { readonly kind: 'answer' | 'no-leader' | 'redirect-loop' }>
  /** JetStream answered with an error. */
  | { readonly kind: 'refused'; readonly code: number; readonly errorCode: number; readonly message: string }
  /** The server knows nobody who listens to the subject, and gave the message to nobody. */
  | { readonly kind: 'no-responders' }
  /** The server refuses who connects. */
  | { readonly kind: 'unauthorized'; readonly message: string };

/** A request without a usable answer; the error table classifies the reason. */
export class NatsError extends Error {
  override readonly name = 'NatsError';
  readonly requestError: RequestError;

  constructor(requestError: RequestError) {
    super('message' in requestError ? requestError.message : requestError.kind);
    this.requestError = requestError;
  }
}
