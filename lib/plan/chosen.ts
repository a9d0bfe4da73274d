/**
 * A choice of the catalog in a plan: the name of one of its descriptions, with that one's own options beside it. A new
 * description or option is in every plan as soon as it is in the catalog.
 */
import * as z from 'zod/mini';
import { present } from '../base/assert';

interface Choosable {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly options: z.ZodMiniObject;
}

interface Described<Name, Options> {
  readonly name: Name;
  readonly options: Options;
}

/** An object without fields would otherwise forbid those it is joined with. */
type Out<Shape extends z.core.$ZodShape> = [keyof Shape] extends [never] ? unknown : z.output<z.ZodMiniObject<Shape>>;
type In<Shape extends z.core.$ZodShape> = [keyof Shape] extends [never] ? unknown : z.input<z.ZodMiniObject<Shape>>;

/** Distributes over a union of descriptions. */
export type Chosen<D, More extends z.core.$ZodShape> =
  D extends Described<infer Name, z.ZodMiniObject<infer Shape extends z.core.$ZodShape>>
    ? { name: Name } & Out<Shape> & Out<More>
    : never;

export type ChosenInput<D, More extends z.core.$ZodShape> =
  D extends Described<infer Name, z.ZodMiniObject<infer Shape extends z.core.$ZodShape>>
    ? { name: Name } & In<Shape> & In<More>
    : never;

type Nothing = Record<never, never>;

/** @param more are fields that every choice has beside its own */
export function chosenSchema<D, More extends z.core.$ZodShape = Nothing>(
  descriptions: readonly Choosable[],
  meta: { readonly title: string },
  more?: More,
): z.ZodMiniType<Chosen<D, More>, ChosenInput<D, More>> {
  const [first, ...others] = descriptions.map(({ name, title, summary, options }) =>
    z.strictObject({ name: z.literal(name), ...options.shape, ...more }).check(z.meta({ title, hint: summary })),
  );
  const union = z.discriminatedUnion('name', [present(first, 'something to choose'), ...others]).check(z.meta(meta));
  return union as unknown as z.ZodMiniType<Chosen<D, More>, ChosenInput<D, More>>;
}
