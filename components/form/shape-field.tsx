'use client';
/**
 * A field drawn from its schema: title, unit and hint are what `z.meta` says there, the control follows from the type. What
 * a form adds, such as which choices are possible now, stands in the context around its fields.
 */
import { type ComponentType, createContext, type ReactNode, use, useId } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { present } from '@/lib/base/assert';
import type { OfferedChoice } from '@/lib/plan/possible';
import { chosenShape, discriminatorOf, optionsOf, type Shape } from '@/lib/plan/shape';
import { isTree, type Tree } from '@/lib/plan/tree';
import { CheckField } from '../ui/check-field';
import { ChoiceField } from '../ui/choice-field';
import { InputField } from '../ui/field';
import { FieldRow } from '../ui/field-row';
import { SelectField } from '../ui/select-field';
import { SwitchField } from '../ui/switch-field';
import { messageAt } from './form-issues';

export interface ShapeProps {
  readonly path: string;
  readonly shape: Shape;
}

export interface FormParts {
  readonly form: Pick<UseFormReturn, 'register' | 'setValue' | 'getValues' | 'formState'>;
  /** What the form holds at the moment. */
  readonly values: Tree;
  choicesAt(path: string, shape: Shape): readonly OfferedChoice[];
  /** Whether the field means something beside the others as they are. */
  isShown(path: string): boolean;
  /** Chooses another option of the union at the path. */
  choose(path: string, name: string): void;
  /** By the name that a schema gives, for fields that none of the usual controls fits. */
  readonly controls: Readonly<Record<string, ComponentType<ShapeProps>>>;
}

export const FormPartsContext = createContext<FormParts | undefined>(undefined);

export function useFormParts(): FormParts {
  return present(use(FormPartsContext), 'the form around a field');
}

export function ShapeField({ path, shape }: ShapeProps) {
  const { controls } = useFormParts();
  const Control = controls[shape.control ?? ''];
  if (Control) return <Control path={path} shape={shape} />;
  if (optionsOf(shape).length > 0) return <UnionField path={path} shape={shape} />;
  if (shape.properties) return <GroupFields path={path} shape={shape} />;
  if (shape.type === 'array') return <SeveralField path={path} shape={shape} />;
  if (shape.enum) return <NamesField path={path} shape={shape} />;
  if (shape.type === 'boolean') return <OnOffField path={path} shape={shape} />;
  return <TextField path={path} shape={shape} />;
}

interface UnionProps extends ShapeProps {
  readonly label?: string;
  /** In one line; for lists of such choices. */
  readonly isCompact?: boolean;
  /** Between the choice and the fields of what was chosen. */
  readonly children?: ReactNode;
}

/** Which of several it is, and then the fields of that one. */
export function UnionField({ path, shape, label, isCompact = false, children }: UnionProps) {
  const { form, values, choicesAt, choose } = useFormParts();
  const value = valueAt(values, path);
  const name = discriminatorOf(shape) ?? '';
  const chosen = chosenShape(shape, value);
  const Choices = isCompact ? SelectField : ChoiceField;
  return (
    <>
      <Choices
        label={label ?? titleOf(path, shape)}
        choices={choicesAt(path, shape).map(choiceOf)}
        error={messageAt(form, path) ?? messageAt(form, `${path}.${name}`)}
        name={`${path}.${name}`}
        chosen={isTree(value) ? String(value[name]) : ''}
        onChoose={(next) => choose(path, next)}
      />
      {children}
      {chosen && <GroupFields path={path} shape={chosen} />}
    </>
  );
}

/** Short fields beside each other, all others below each other, in the order of the schema. */
function GroupFields({ path, shape }: ShapeProps) {
  const { form, isShown } = useFormParts();
  const fields = Object.entries(shape.properties ?? {}).filter(
    ([name, field]) => field.const === undefined && isShown(`${path}.${name}`),
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
  const { form, values, choicesAt } = useFormParts();
  return (
    <ChoiceField
      label={titleOf(path, shape)}
      choices={choicesAt(path, shape).map(choiceOf)}
      error={messageAt(form, path)}
      name={path}
      chosen={String(valueAt(values, path))}
      onChoose={(name) => form.setValue(path, name, { shouldDirty: true, shouldValidate: true })}
    />
  );
}

/** Any of a few names. */
function SeveralField({ path, shape }: ShapeProps) {
  const { form, values, choicesAt } = useFormParts();
  const chosen = valueAt(values, path);
  return (
    <CheckField
      label={titleOf(path, shape)}
      choices={choicesAt(path, shape).map(choiceOf)}
      hint={shape.hint}
      error={messageAt(form, path)}
      chosen={Array.isArray(chosen) ? chosen.map(String) : []}
      onChoose={(names) => form.setValue(path, names, { shouldDirty: true, shouldValidate: true })}
    />
  );
}

function OnOffField({ path, shape }: ShapeProps) {
  const { form } = useFormParts();
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
  const { form } = useFormParts();
  const listId = useId();
  const { suggestions = [] } = shape;
  return (
    <>
      <InputField
        label={titleOf(path, shape)}
        hint={shape.hint}
        {...(shape.unit !== undefined && { unit: shape.unit })}
        placeholder={shape.placeholder}
        inputMode={shape.type === 'integer' ? 'numeric' : shape.type === 'number' ? 'decimal' : 'text'}
        error={messageAt(form, path)}
        {...(suggestions.length > 0 && { list: listId })}
        {...form.register(path)}
      />
      {suggestions.length > 0 && (
        <datalist id={listId}>
          {suggestions.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </>
  );
}

function choiceOf({ name, title, summary, isPossible, reason }: OfferedChoice) {
  const told = reason === undefined ? title : `${title} (${reason})`;
  return { value: name, title: told, isDisabled: !isPossible, ...(summary !== undefined && { sentence: summary }) };
}

/** A field without a title is called as in its document. */
export function titleOf(path: string, { title }: Shape): string {
  return title ?? path.slice(path.lastIndexOf('.') + 1);
}

function valueAt(values: Tree, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Tree | undefined)?.[name], values);
}
