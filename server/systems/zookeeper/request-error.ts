/** What can go wrong between a request to ZooKeeper and its answer. */
import type { RequestError as HttpRequestError } from '../kit/http/request-error';

export type RequestError =
  | Exclude<HttpRequestError, { readonly kind: 'answer' | 'no-leader' | 'redirect-loop' }>
  /** The server answered with an error code. */
  | { readonly kind: 'refused'; readonly code: number }
  /** A cas met another value than it expected. */
  | { readonly kind: 'compare-failed' };
