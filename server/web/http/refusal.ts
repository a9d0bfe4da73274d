/** A request that is refused, with its HTTP status. Thrown by handlers, sent as the JSON of `ApiFailure`. */

import { leftOut } from '@/lib/base/wording';
import type { PlanIssue } from '@/lib/plan/issues';
import type { ApiFailure } from '@/lib/protocol/api/answers';
import { BusyError } from '../../base/busy';
import { ClewError, failureText } from '../../base/failure';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly issues: readonly PlanIssue[] | undefined;
  /** Of one that ends by itself; sent as a header. */
  retryAfterSeconds: number | undefined;

  constructor(status: number, message: string, issues?: readonly PlanIssue[]) {
    super(message);
    this.status = status;
    this.issues = issues;
  }

  get body(): ApiFailure {
    return { error: { message: this.message, ...(this.issues && { issues: this.issues }) } };
  }
}

/** How an error that a handler threw is answered: a bug is not shown to the person who met it. @param isGuest who came by a link */
export function refusalOf(error: unknown, isGuest = false): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof BusyError) {
    const refusal = new Refusal(503, error.message);
    refusal.retryAfterSeconds = error.retryAfterSeconds;
    return refusal;
  }
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
