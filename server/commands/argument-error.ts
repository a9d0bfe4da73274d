/** What a person asked for cannot be done as it was written. */
import type { PlanIssue } from '@/lib/plan/issues';

/** Exit code 254. */
export class ArgumentError extends Error {}

export function describeIssues(what: string, issues: readonly PlanIssue[]): string {
  return [`${what}:`, ...issues.map((issue) => `  ${issue.path || '(the whole)'}: ${issue.message}`)].join('\n');
}
