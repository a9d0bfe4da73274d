/** Options that several workloads have; each is shown with its title, unit and hint. */
import * as z from 'zod';

/** How often an operation is drawn, in parts of the sum; equal parts are the post's. */
export function share(operations: string, usual = 1) {
  return z
    .int()
    .min(0)
    .max(100)
    .default(usual)
    .meta({ title: `Share of ${operations}`, hint: 'In parts of the sum' });
}

export const values = z.int().min(2).max(1000).default(5).meta({ title: 'Values', hint: 'Whole numbers from 0 up' });

export const registerMix = z
  .strictObject({ read: share('reads'), write: share('writes'), cas: share('cas') })
  .refine(({ read, write, cas }) => read + write + cas > 0, 'at least one part must be above 0')
  .prefault({});

type RegisterMix = z.output<typeof registerMix>;

/** `4 : 1 : 1`, with thin spaces. */
export function ratioText(...parts: readonly number[]): string {
  return parts.join('\u2009:\u2009');
}

/** Equal parts go without saying: `reads, writes and cas as 4 : 1 : 1, ` */
export function registerMixWords({ read, write, cas }: RegisterMix): string {
  if (read === write && write === cas) return '';
  return `reads, writes and cas as ${ratioText(read, write, cas)}, `;
}
