/**
 * A TCP stream to a system's own protocol, through the SSH connection of a node, for drivers that take a stream instead of
 * opening a socket of their own. What connects, and how often, stays in the client's hands: once, for one operation.
 */
import type { Duplex } from 'node:stream';
import type { Remote } from '../../nodes/remote';
import type { Deadline } from './http/deadline';
import type { RequestError } from './http/request-error';

/** No stream was opened, so not a byte was sent. */
export class NotOpenedError extends Error {
  override readonly name = 'NotOpenedError';
  readonly requestError: Extract<RequestError, { readonly kind: 'connection-refused' | 'not-connected' }>;

  constructor(cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(message, { cause });
    this.requestError = { kind: /refused/i.test(message) ? 'connection-refused' : 'not-connected', message };
  }
}

/** The limit of an operation ended the wait. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
  readonly requestError: RequestError;

  constructor(limit: Deadline) {
    const requestError = limit.reason() ?? ({ kind: 'timed-out' } as const);
    super(requestError.kind);
    this.requestError = requestError;
  }
}

/** A stream that opens too late is closed again. @throws NotOpenedError, also when the limit ends it */
export async function openStream(
  remote: Remote,
  { host, port }: { readonly host: string; readonly port: number },
  limit: Deadline,
): Promise<Duplex> {
  const opening = remote.connect(host, port);
  try {
    return await orLimit(opening, limit);
  } catch (error) {
    opening.then(
      (late) => late.destroy(),
      () => undefined,
    );
    throw new NotOpenedError(error instanceof LimitError ? new Error('no connection within the time limit') : error);
  }
}

/** The limit rejects the caller at once with a LimitError; what the work comes to later is dropped. */
export function orLimit<T>(work: Promise<T>, limit: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new LimitError(limit));
    if (limit.signal.aborted) onAbort();
    limit.signal.addEventListener('abort', onAbort);
    work.then(resolve, reject).finally(() => limit.signal.removeEventListener('abort', onAbort));
  });
}
