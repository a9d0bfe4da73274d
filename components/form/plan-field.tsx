'use client';
/**
 * A field of the plan, drawn from its schema: title, unit and hint are what `.meta()` says there, the control follows from
 * the type. An option that is added to a fault, a workload or a system needs no line here.
 */
import type { ReactNode } from 'react';
import { uncapitalised } from '@/lib/base/words';
import { lineOfHost } from '@/lib/plan/hosts';
import { choicesAt, isFieldShown } from '@/lib/plan/possible';
import { chosenShape, discriminatorOf, optionsOf, planShape, type Shape, shapeAt } from '@/lib/plan/shape';
import { isTree, type Tree } from '@/lib/plan/tree';
import { ChoiceField } from '../ui/choice-field';
import { Field, InputField, inputClass } from '../ui/field';
import { FieldRow } from '../ui/group';
import { SwitchField } from '../ui/switch-field';
import { CheckersField } from './checkers-field';
import { FaultList } from './fault-list';
import { formIssues, messageAt, type PlanForm, usePlanFormParts } from './plan-form';
import { VersionOffers } from './version-offers';

interface FieldProps {
  readonly path: string;
}

interface ShapeProps extends FieldProps {
  readonly shape: Shape;
}

/** Nothing where the plan as it is has no such field. */
export function PlanField({ path }: FieldProps) {
  const { values } = usePlanFormParts();
  const shape = shapeAt(path, values, planShape);
  return shape && isFieldShown(path, values) ? <ShapeField path={path} shape={shape} /> : null;
}

function ShapeField({ path, shape }: ShapeProps) {
  if (optionsOf(shape).length > 0) return <UnionField path={path} shape={shape} />;
  if (shape.properties) return <GroupFields path={path} shape={shape} />;
  switch (shape.control) {
    case 'hosts':
      return <LinesField path={path} shape={shape} />;
    case 'faults':
      return (
        <FaultList path={path} shape={shape}>
          {(at, item, label) => <UnionField path={at} shape={item} label={label} />}
        </FaultList>
      );
    case 'checkers':
      return <CheckersField path={path} shape={shape} />;
  }
  if (shape.enum) return <NamesField path={path} shape={shape} />;
  if (shape.type === 'boolean') return <OnOffField path={path} shape={shape} />;
  return <TextField path={path} shape={shape} />;
}

/** Which of several it is, and then the fields of that one. */
function UnionField({ path, shape, label }: ShapeProps & { readonly label?: string }) {
  const { form, values, choose } = usePlanFormParts();
  const value = valueAt(values, path);
  const name = discriminatorOf(shape) ?? '';
  const chosen = chosenShape(shape, value);
  return (
    <>
      <ChoiceField
        label={label ?? titleOf(path, shape)}
        choices={choicesAt(path, shape, values).map(choiceOf)}
        error={messageAt(form, path) ?? messageAt(form, `${path}.${name}`)}
        name={`${path}.${name}`}
        chosen={isTree(value) ? String(value[name]) : ''}
        onChoose={(next) => choose(path, next)}
      />
      {shape.control === 'source' && <VersionOffers path={path} shape={shape} />}
      {chosen && <GroupFields path={path} shape={chosen} />}
    </>
  );
}

/** Short fields beside each other, all others below each other, in the order of the schema. */
function GroupFields({ path, shape }: ShapeProps) {
  const { form, values } = usePlanFormParts();
  const fields = Object.entries(shape.properties ?? {}).filter(
    ([name, field]) => field.const === undefined && isFieldShown(`${path}.${name}`, values),
  );
  const rows: { isShort: boolean; fields: typeof fields }[] = [];
  for (const field of fields) {
    const isShort = isShortField(field[1]);
    const last = rows.at(-1);
    if (last?.isShort && isShort) last.fields.push(field);
    else rows.push({ isShort, fields: [field] });
  }
  const message = messageAt(form, path);
  return (
    <>
      {rows.map((row) => {
        const drawn = row.fields.map(([name, field]) => (
          <ShapeField key={name} path={`${path}.${name}`} shape={field} />
        ));
        const key = row.fields.map(([name]) => name).join();
        return row.isShort ? (
          <FieldRow key={key}>{drawn}</FieldRow>
        ) : (
          <div key={key} className="space-y-4">
            {drawn}
          </div>
        );
      })}
      {message && optionsOf(shape).length === 0 && !shape.title && <p className="text-12 text-invalid">{message}</p>}
    </>
  );
}

function isShortField({ type, control }: Shape): boolean {
  return control === undefined && (type === 'number' || type === 'integer');
}

function NamesField({ path, shape }: ShapeProps) {
  const { form, values } = usePlanFormParts();
  return (
    <ChoiceField
      label={titleOf(path, shape)}
      choices={choicesAt(path, shape, values).map(choiceOf)}
      error={messageAt(form, path)}
      name={path}
      chosen={String(valueAt(values, path))}
      onChoose={(name) => form.setValue(path, name, { shouldDirty: true, shouldValidate: true })}
    />
  );
}

function OnOffField({ path, shape }: ShapeProps) {
  const { form } = usePlanFormParts();
  return (
    <SwitchField
      label={titleOf(path, shape)}
      hint={shape.hint ?? ''}
      error={messageAt(form, path)}
      {...form.register(path)}
    />
  );
}

function TextField({ path, shape }: ShapeProps) {
  const { form } = usePlanFormParts();
  return (
    <InputField
      label={titleOf(path, shape)}
      hint={shape.hint}
      {...(shape.unit !== undefined && { unit: shape.unit })}
      placeholder={shape.placeholder}
      inputMode={shape.type === 'integer' ? 'numeric' : shape.type === 'number' ? 'decimal' : 'text'}
      error={messageAt(form, path)}
      {...form.register(path)}
    />
  );
}

/** Several things, one a line. */
function LinesField({ path, shape }: ShapeProps) {
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

function choiceOf({ name, title, summary, isPossible }: ReturnType<typeof choicesAt>[number]) {
  return { value: name, title, isDisabled: !isPossible, ...(summary !== undefined && { sentence: summary }) };
}

/** A field without a title is called as in the plan. */
function titleOf(path: string, { title }: Shape): string {
  return title ?? path.slice(path.lastIndexOf('.') + 1);
}

function valueAt(values: Tree, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Tree | undefined)?.[name], values);
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
