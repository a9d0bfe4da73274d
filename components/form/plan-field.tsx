'use client';
/** A field of the plan, drawn from its schema: an option of a fault, a workload or a system needs no line here. */
import { type ReactNode, useMemo } from 'react';
import { uncapitalised } from '@/lib/base/words';
import { lineOfHost } from '@/lib/plan/hosts';
import { choicesAt, isFieldShown } from '@/lib/plan/possible';
import { planShape, shapeAt } from '@/lib/plan/shape';
import { Field, inputClass } from '../ui/field';
import { CheckersField } from './checkers-field';
import { FaultList } from './fault-list';
import { formIssues } from './form-issues';
import { type PlanForm, usePlanFormParts } from './plan-form';
import { type FormParts, FormPartsContext, ShapeField, type ShapeProps, titleOf, UnionField } from './shape-field';
import { VersionOffers } from './version-offers';

/** Nothing where the plan as it is has no such field. */
export function PlanField({ path }: { readonly path: string }) {
  const { form, values, choose } = usePlanFormParts();
  const parts = useMemo(
    (): FormParts => ({
      form,
      values,
      choose,
      choicesAt: (at, shape) => choicesAt(at, shape, values),
      isShown: (at) => isFieldShown(at, values),
      controls,
    }),
    [form, values, choose],
  );
  const shape = shapeAt(path, values, planShape);
  if (!shape || !isFieldShown(path, values)) return null;
  return (
    <FormPartsContext value={parts}>
      <ShapeField path={path} shape={shape} />
    </FormPartsContext>
  );
}

const controls: FormParts['controls'] = {
  hosts: HostsField,
  faults: FaultsField,
  checkers: CheckersField,
  source: SourceField,
};

function FaultsField({ path, shape }: ShapeProps) {
  return (
    <FaultList path={path} shape={shape}>
      {(at, item, label) => <UnionField path={at} shape={item} label={label} isCompact />}
    </FaultList>
  );
}

function SourceField({ path, shape }: ShapeProps) {
  return (
    <UnionField path={path} shape={shape}>
      <VersionOffers path={path} shape={shape} />
    </UnionField>
  );
}

/** Machines, one a line. */
function HostsField({ path, shape }: ShapeProps) {
  const { form } = usePlanFormParts();
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
function lineMessage(form: PlanForm, path: string): string | undefined {
  const issue = formIssues(form.formState.errors).find(
    (each) => each.path === path || each.path.startsWith(`${path}.`),
  );
  const [place, part] = issue?.path.slice(path.length + 1).split('.') ?? [];
  if (issue === undefined || !place) return issue?.message;
  const line = lineOfHost(String(form.getValues(path)), Number(place)) ?? Number(place) + 1;
  return [`Line ${line}:`, part, uncapitalised(issue.message)].filter(Boolean).join(' ');
}
