import * as z from 'zod/mini';

/** Seeds are whole numbers below this. */
export const seedBound = 4_294_967_296;

export const seedSchema = z.int().check(z.minimum(0), z.maximum(seedBound - 1));
