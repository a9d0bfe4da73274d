/** What is wrong with a plan, in words that stand beside a field or after its name on a command line. */
import type * as z from 'zod/mini';
import '../base/english-issues';
import { nearestField } from './fields';

export interface PlanIssue {
  readonly path: string;
  readonly message: string;
}

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
};

/** Messages for the rules that the schema itself words no message for. */
export const planMessage: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      if (issue.origin === 'array') return `must have at least ${issue.minimum}`;
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `must be at most ${issue.maximum} characters long`;
      if (issue.origin === 'array') return `must have at most ${issue.maximum}`;
      return `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${alternatives(issue.values)}`;
    case 'invalid_union':
      return Array.isArray(issue.options) ? `must be ${alternatives(issue.options)}` : undefined;
    default:
      return undefined;
  }
};

export function planIssues({ issues }: Pick<z.core.$ZodError, 'issues'>): readonly PlanIssue[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }];
    return issue.keys.map((key) => unknownField([...path, key].join('.')));
  });
}

export function unknownField(path: string): PlanIssue {
  return { path, message: `is not a field of a plan; the nearest is ${nearestField(path)}` };
}

function alternatives(values: readonly unknown[]): string {
  return values.map(String).join(' or ');
}
