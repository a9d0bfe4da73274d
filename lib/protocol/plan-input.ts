import * as z from 'zod/mini';

/** What a person typed: `resolvePlan` checks it, and draws the seed where there is none. */
export const planInput = z.unknown().check(
  z.meta({
    id: 'PlanInput',
    description: 'A plan before its defaults are written out; without a seed one is drawn.',
  }),
);
