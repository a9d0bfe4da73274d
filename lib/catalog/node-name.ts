import * as z from 'zod/mini';

/** What a node is called in plans, histories and on the map. */
export const nodeName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a short lower-case name such as n1'), z.meta({ isOpen: true }));
