/** A refusal with its HTTP status: thrown by handlers, sent as the JSON of `ApiFailure`. */
import type { PlanIssue } from '@/lib/plan/issues';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly issues: readonly PlanIssue[] | undefined;

  constructor(status: number, message: string, issues?: readonly PlanIssue[]) {
    super(message);
    this.status = status;
    this.issues = issues;
  }
}
