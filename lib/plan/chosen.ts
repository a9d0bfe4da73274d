/**
 * A choice of the catalog in a plan: the name of one of its descriptions, with that one's own options beside it. A new
 * description or option is in every plan as soon as it is in the catalog.
 */
import { z } from 'zod';
import { present } from '../base/assert';

export interface Choosable {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly options: z.ZodObject;
}

interface Described<Name, Options> {
  readonly name: Name;
  readonly options: Options;
}

/** Distributes over a union of descriptions. */
export type Chosen<D> =
  D extends Described<infer Name, infer Options extends z.ZodObject> ? { name: Name } & z.output<Options> : never;

export type ChosenInput<D> =
  D extends Described<infer Name, infer Options extends z.ZodObject> ? { name: Name } & z.input<Options> : never;

/** @param more are fields that every choice has beside its own */
export function chosenSchema<Description extends Choosable>(
  descriptions: readonly Choosable[],
  more: z.ZodRawShape = {},
): z.ZodType<Chosen<Description>, ChosenInput<Description>> {
  const [first, ...others] = descriptions.map(({ name, title, summary, options }) =>
    z.strictObject({ name: z.literal(name), ...options.shape, ...more }).meta({ title, hint: summary }),
  );
  const union = z.discriminatedUnion('name', [present(first, 'something to choose'), ...others]);
  return union as unknown as z.ZodType<Chosen<Description>, ChosenInput<Description>>;
}
