/** What is wrong with a form, at the paths of its fields. */
import type { FieldErrors, UseFormReturn } from 'react-hook-form';

export interface FormIssue {
  readonly path: string;
  readonly message: string;
}

/** Every error of the form by the path of its field, in the order of its document. */
export function formIssues(errors: FieldErrors, path = ''): readonly FormIssue[] {
  return Object.entries(errors).flatMap(([name, error]) => {
    if (typeof error !== 'object' || error === null) return [];
    const at = path === '' ? name : `${path}.${name}`;
    const { message, type: _, ref: __, ...nested } = error as FieldErrors & { readonly message?: unknown };
    const own = typeof message === 'string' && message !== '' ? [{ path: at, message: sentenceOf(message) }] : [];
    return [...own, ...formIssues(nested as FieldErrors, at)];
  });
}

/** What is wrong at the path itself; of a list of machines also what is wrong in one of its lines. */
export function messageAt({ formState }: Pick<UseFormReturn, 'formState'>, path: string): string | undefined {
  return formIssues(formState.errors).find((issue) => issue.path === path)?.message;
}

export function sentenceOf(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
