/** What can go wrong between a request and its answer, as data, so that the error table can be read and tested. */
export type Trouble =
  /** The system answered, and not with success. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** No connection came about for this request, so not a byte of it was sent: nobody listens, or the way is blocked. */
  | { readonly kind: 'connection-refused' | 'not-connected'; readonly message: string }
  /** The connection ended after the request may have been sent. */
  | { readonly kind: 'connection-lost'; readonly message: string }
  | { readonly kind: 'timed-out' }
  /** The run was stopped while the operation was under way. */
  | { readonly kind: 'stopped' }
  /** Nodes sent us from one supposed leader to the next. */
  | { readonly kind: 'redirect-loop' }
  | { readonly kind: 'unknown'; readonly message: string };
