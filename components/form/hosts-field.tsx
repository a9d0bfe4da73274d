'use client';
/** Machines, one a line. */
import type { ReactNode } from 'react';
import { uncapitalised } from '@/lib/base/words';
import { lineOfHost } from '@/lib/plan/hosts';
import { Field, inputClass } from '../ui/field';
import { formIssues } from './form-issues';
import { type FormParts, type ShapeProps, titleOf, useFormParts } from './shape-field';

export function HostsField({ path, shape }: ShapeProps) {
  const { form } = useFormParts();
  return (
    <Field label={titleOf(path, shape)} hint={shape.hint} error={lineMessage(form, path)}>
      {(attributes): ReactNode => (
        <textarea
          rows={5}
          spellCheck={false}
          placeholder={shape.placeholder}
          {...form.register(path)}
          {...attributes}
          className={`${inputClass} h-auto py-2 font-mono text-13`}
        />
      )}
    </Field>
  );
}

/** What is wrong with the list, or with the first line that is wrong: `Line 2: port must be a number`. */
function lineMessage(form: FormParts['form'], path: string): string | undefined {
  const issue = formIssues(form.formState.errors).find(
    (each) => each.path === path || each.path.startsWith(`${path}.`),
  );
  const [place, part] = issue?.path.slice(path.length + 1).split('.') ?? [];
  if (issue === undefined || !place) return issue?.message;
  const line = lineOfHost(String(form.getValues(path)), Number(place)) ?? Number(place) + 1;
  return [`Line ${line}:`, part, uncapitalised(issue.message)].filter(Boolean).join(' ');
}
