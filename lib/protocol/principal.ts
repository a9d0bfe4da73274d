/**
 * Who makes a request. The gate decides it once, from the token that came along; from there it is an argument of every
 * call that changes something, and the journal keeps it. Links need no principal: each is an address of its own.
 */
import * as z from 'zod/mini';

export type Principal = Author | { readonly kind: 'visitor' };

/** Someone who may launch, stop and share. The one secret of a server does not say who holds it. */
export const authorSchema = z.readonly(z.object({ kind: z.literal('operator') }));
export type Author = z.output<typeof authorSchema>;

export const operator: Author = { kind: 'operator' };

/** What may launch a run: someone, or the clock by a schedule that someone made. */
export const launcherSchema = z.readonly(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('operator') }),
    z.object({ kind: z.literal('schedule'), id: z.string() }),
  ]),
);
export type Launcher = z.output<typeof launcherSchema>;

/** As in "stopped by a person". */
export function authorWords(author: Author): string {
  switch (author.kind) {
    case 'operator':
      return 'a person';
  }
}
