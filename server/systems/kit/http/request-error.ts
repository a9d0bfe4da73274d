/** What can go wrong between a request and its answer, as data that an error table classifies. */
export type RequestError =
  /** The system answered, and not with success. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** No connection was established, so not a byte was sent: no process listens, or a firewall drops the packets. */
  | { readonly kind: 'connection-refused' | 'not-connected'; readonly message: string }
  /** The connection ended after the request may have been sent. */
  | { readonly kind: 'connection-lost'; readonly message: string }
  | { readonly kind: 'timed-out' }
  /** The run was stopped while the operation was under way. */
  | { readonly kind: 'stopped' }
  /** The node knows no leader, and asked nobody. */
  | { readonly kind: 'no-leader' }
  /** Each node redirected to another as the leader. */
  | { readonly kind: 'redirect-loop' }
  | { readonly kind: 'unknown'; readonly message: string };
