/** Options that several workloads have; each is shown with its title, unit and hint. */
import * as z from 'zod/mini';
import type { JudgedModel } from '../../checker/transactions/consistency';

/** How often an operation is drawn, in parts of the sum; equal parts are the post's. */
export function share(operations: string, usual = 1) {
  return z
    ._default(z.int().check(z.minimum(0), z.maximum(100)), usual)
    .check(z.meta({ title: `Share of ${operations}`, hint: 'In parts of the sum' }));
}

/** Of transactions: what they are judged by. */
export function promise<const Model extends JudgedModel>(models: readonly Model[]) {
  return z
    ._default(z.enum(models), 'strict-serializable' as Model)
    .check(z.meta({ title: 'Promise', hint: 'What the transactions are judged by' }));
}

/** Of a register. */
export const values = z
  ._default(z.int().check(z.minimum(2), z.maximum(1000)), 5)
  .check(z.meta({ title: 'Values', hint: 'Whole numbers from 0 up' }));

export const uniqueValues = z._default(z.boolean(), false).check(
  z.meta({
    title: 'Every value once',
    hint: 'Each write and cas brings a value of its own, so that every old read shows.',
  }),
);

export const registerMix = z.prefault(
  z
    .strictObject({ read: share('reads'), write: share('writes'), cas: share('cas') })
    .check(z.refine(({ read, write, cas }) => read + write + cas > 0, 'at least one part must be above 0')),
  {},
);

type RegisterMix = z.output<typeof registerMix>;

/** `4 : 1 : 1`, with thin spaces. */
export function ratioText(...parts: readonly number[]): string {
  return parts.join('\u2009:\u2009');
}

/** `over 0–4`, `where every value is written once` */
export function valuesWords({ values: count, uniqueValues: areUnique }: ValuesOptions): string {
  return areUnique ? 'where every value is written once' : `over 0–${count - 1}`;
}

interface ValuesOptions {
  readonly values: number;
  readonly uniqueValues: boolean;
}

/** Equal parts go without saying: `reads, writes and cas as 4 : 1 : 1, ` */
export function registerMixWords({ read, write, cas }: RegisterMix): string {
  if (read === write && write === cas) return '';
  return `reads, writes and cas as ${ratioText(read, write, cas)}, `;
}
