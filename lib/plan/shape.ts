/**
 * The fields that a plan may have, as data read off its schema: the form draws them, the command line checks names against
 * them, and the lists of the catalog print them. A field added to a schema is in all three.
 */
import * as z from 'zod/mini';
import { planSchema } from './plan';
import { isTree, type Tree } from './tree';

export interface FieldChoice {
  readonly name: string;
  readonly title: string;
  readonly summary?: string;
}

/** The part of JSON Schema that plans need, and what `z.meta` says of a field. */
export interface Shape {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly title?: string;
  /** Stands in the field after the number. */
  readonly unit?: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** What a person may want to type. */
  readonly suggestions?: readonly string[];
  /** Which control it has, where its type does not say so. */
  readonly control?: string;
  /** Of a group: what it holds under other choices than this. */
  readonly foreign?: readonly string[];
  /** A text that anyone may read; others are shown to the operator alone. */
  readonly isOpen?: boolean;
  /** A number that only the operator is shown. */
  readonly isPrivate?: boolean;
  /** In words, for a field of several names. */
  readonly choices?: readonly FieldChoice[];
}

export function shapeOf(schema: z.ZodMiniType): Shape {
  return z.toJSONSchema(schema, { io: 'input' }) as Shape;
}

export const planShape = shapeOf(planSchema);

/** The field whose value says which of the shapes of a union a value has: `name`, `type` or `from`. */
export function discriminatorOf({ oneOf = [] }: Shape): string | undefined {
  const [first] = oneOf;
  return Object.entries(first?.properties ?? {}).find(([, { const: constant }]) => constant !== undefined)?.[0];
}

/** The names that a union can be chosen by, each with the shape it leads to. */
export function optionsOf(shape: Shape): readonly { readonly name: string; readonly shape: Shape }[] {
  const discriminator = discriminatorOf(shape);
  if (discriminator === undefined) return [];
  return (shape.oneOf ?? []).map((option) => ({
    name: String(option.properties?.[discriminator]?.const),
    shape: option,
  }));
}

/** The shape of the value: of a union the option that the value names; nothing where it names none. */
export function chosenShape(shape: Shape, value: unknown): Shape | undefined {
  const discriminator = discriminatorOf(shape);
  if (discriminator === undefined) return shape;
  const name = isTree(value) ? value[discriminator] : undefined;
  return optionsOf(shape).find((option) => option.name === name)?.shape;
}

/** The shape of a field of these values, which say what was chosen on the way to it. */
export function shapeAt(path: string, values: unknown, from: Shape = planShape): Shape | undefined {
  let shape: Shape | undefined = from;
  let value = values;
  for (const name of path.split('.')) {
    const chosen: Shape | undefined = shape && chosenShape(shape, value);
    shape = chosen?.type === 'array' ? chosen.items : chosen?.properties?.[name];
    value = isTree(value) || Array.isArray(value) ? (value as Tree)[name] : undefined;
  }
  return shape;
}

/** What a field holds before anything was chosen or typed; undefined where it may be left out. */
export function initialValue(shape: Shape): unknown {
  const given = isTree(shape.default) ? shape.default : {};
  const [first] = optionsOf(shape);
  if (first) return { ...(initialValue(chosenShape(shape, given) ?? first.shape) as Tree), ...given };
  if (shape.const !== undefined) return shape.const;
  if (shape.type !== 'object') return shape.default;
  const fields = Object.entries(shape.properties ?? {}).map(([name, field]) => [name, initialValue(field)]);
  return { ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)), ...given };
}

/**
 * A value after something else was chosen in it: the fields that only other choices have are gone, those that are no
 * field of any choice stay, for the schema to refuse.
 */
export function fitted(shape: Shape, value: unknown): unknown {
  if (Array.isArray(value)) return shape.items ? value.map((item) => fitted(shape.items as Shape, item)) : value;
  const chosen = chosenShape(shape, value);
  if (!isTree(value) || chosen === undefined) return value;
  const others = optionsOf(shape).map((option) => option.shape);
  const foreign = shape.foreign ?? [];
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const own = chosen.properties?.[name];
      if (own) return [[name, fitted(withOthers(own, others, name), field)]];
      const isForeign = foreign.includes(name) || others.some(({ properties }) => properties?.[name]);
      return isForeign ? [] : [[name, field]];
    }),
  );
}

/** A group that several choices have, with fields of its own in each: what others have in it is known, too. */
function withOthers(own: Shape, others: readonly Shape[], name: string): Shape {
  const fields = others.flatMap(({ properties }) => Object.keys(properties?.[name]?.properties ?? {}));
  return fields.length === 0 ? own : { ...own, foreign: fields.filter((field) => !own.properties?.[field]) };
}
