/** A request that is refused, with its HTTP status. Thrown by handlers, sent as the JSON of `ApiFailure`. */
import type { ServerResponse } from 'node:http';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { leftOut } from '@/lib/base/wording';
import type { PlanIssue } from '@/lib/plan/issues';
import type { ApiFailure } from '@/lib/protocol/api/answers';
import { BusyError } from '../../base/busy';
import { ClewError, failureText } from '../../base/failure';
import { LockedLinkError } from '../../jobs/links';
import type { EntranceName } from '../auth/failures';

const storeIsGone =
  'the database of this server cannot be used now, as where its disk is full or read-only; its log says why';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly issues: readonly PlanIssue[] | undefined;
  /** Of one that ends by itself; sent as a header. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, message: string, issues?: readonly PlanIssue[], retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.issues = issues;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get headers(): Readonly<Record<string, string>> {
    const again = this.retryAfterSeconds === undefined ? {} : { 'retry-after': String(this.retryAfterSeconds) };
    return { 'cache-control': 'no-store', ...again };
  }

  get body(): ApiFailure {
    return { error: { message: this.message, ...(this.issues && { issues: this.issues }) } };
  }
}

/** A request that brought a secret which opens nothing. It counts against the address it came from. */
export class WrongSecret extends Refusal {
  readonly entrance: EntranceName;

  constructor(status: number, message: string, entrance: EntranceName) {
    super(status, message);
    this.entrance = entrance;
  }
}

/** What somebody is told who failed too often. */
export function tooManyFailures(seconds: number): Refusal {
  const message = `too many tries with something that opens nothing; wait ${seconds} s`;
  return new Refusal(429, message, undefined, seconds);
}

/** How an error that a handler threw is answered: a bug is not shown to the person who met it. @param isGuest who came by a link */
export function refusalOf(error: unknown, isGuest = false): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof BusyError) return new Refusal(503, error.message, undefined, error.retryAfterSeconds);
  if (error instanceof LockedLinkError) return new Refusal(401, error.message);
  // What the database says names directories, and those who look may be guests.
  if (error instanceof DrizzleQueryError && error.cause instanceof ClewError) return new Refusal(503, storeIsGone);
  if (error instanceof ClewError && isGuest) return new Refusal(503, openReason(error));
  if (!(error instanceof ClewError)) return new Refusal(500, 'Clew failed here; its log says why');
  const { message, cure } = error.failure;
  return new Refusal(503, cure === undefined ? message : `${message}; ${cure}`);
}

/** What to do about it is for the operator. */
function openReason(error: ClewError): string {
  const { open } = failureText(error);
  return open === leftOut ? 'the server cannot answer this now; its owner is told why' : open;
}

export function refuse(response: ServerResponse, { status, headers, body }: Refusal): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}
