/** What can go wrong between a command to Redis and its answer. */
import type { Json } from '@/lib/base/json';
import type { RequestError as HttpRequestError } from '../kit/http/request-error';

export type RequestError =
  | Exclude<HttpRequestError, { readonly kind: 'answer' | 'no-leader' | 'redirect-loop' }>
  /** The server answered with an error, whose first word is its code: `READONLY You can't write against a read only replica.` */
  | { readonly kind: 'answer'; readonly message: string }
  /** The Sentinel of the client's own node knows no master. */
  | { readonly kind: 'no-master' }
  /** A cas met another value than it expected. */
  | { readonly kind: 'compare-failed'; readonly found: Json }
  /** There was nothing to take from the queue. */
  | { readonly kind: 'empty' }
  /** The write is on the master, and on too few replicas. */
  | { readonly kind: 'few-replicas'; readonly confirmed: number };
