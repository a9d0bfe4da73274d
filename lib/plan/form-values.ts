/**
 * A plan while it is being typed: the same fields at the same paths, numbers and lists of machines as text, so that half a
 * number is no error until it is read, and a choice that fits none of its fields is still there.
 */
import { formatHosts, parseHosts, type TypedHost } from './hosts';
import { chosenShape, initialValue, type Shape } from './shape';
import { isTree, type Tree } from './tree';

/** @param value a plan or a part of it; what it does not say is filled in with what the schema gives */
export function formValues(shape: Shape, value: unknown): unknown {
  if (shape.control === 'hosts') return Array.isArray(value) ? formatHosts(value as readonly TypedHost[]) : '';
  const given = value ?? initialValue(shape);
  const chosen = chosenShape(shape, given) ?? shape;
  if (chosen.type === 'array') {
    const { items } = chosen;
    return Array.isArray(given) && items ? given.map((item) => formValues(items, item)) : [];
  }
  if (chosen.properties) {
    const group = isTree(given) ? given : {};
    return Object.fromEntries(
      Object.entries(chosen.properties).map(([name, field]) => [name, formValues(field, group[name])]),
    );
  }
  if (chosen.type === 'boolean') return given === true;
  return given === undefined ? '' : String(given);
}

/** The plan that the values describe, to be resolved. */
export function planInput(shape: Shape, value: unknown): unknown {
  if (shape.control === 'hosts') return parseHosts(String(value ?? ''));
  const chosen = chosenShape(shape, value);
  if (chosen === undefined) return value;
  if (chosen.type === 'array') {
    const { items } = chosen;
    return Array.isArray(value) && items ? value.map((item) => planInput(items, item)) : value;
  }
  if (chosen.properties && isTree(value)) return groupInput(chosen, value);
  if (typeof value !== 'string') return value;
  return isNumber(chosen) ? numberIn(value) : value.trim();
}

/** An optional field that was left empty is not in the plan; one that is no field any more is left behind. */
function groupInput({ properties = {}, required = [] }: Shape, values: Tree): Tree {
  const isEmpty = (value: unknown) => value === '' || (Array.isArray(value) && value.length === 0);
  const isGiven = (name: string, field: Shape) =>
    values[name] !== undefined && (!isEmpty(values[name]) || required.includes(name) || field.default !== undefined);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name, field]) => isGiven(name, field))
      .map(([name, field]) => [name, planInput(field, values[name])]),
  );
}

function isNumber({ type }: Shape): boolean {
  return type === 'number' || type === 'integer';
}

/** What is no number stays as it was typed, for the schema to refuse; an empty field must not become the default. */
function numberIn(text: string): number | string {
  const trimmed = text.trim();
  const value = Number(trimmed.replace(',', '.'));
  return trimmed === '' || Number.isNaN(value) ? trimmed : value;
}
