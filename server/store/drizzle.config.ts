/** For `npx drizzle-kit generate --config server/store/drizzle.config.ts` after a change of schema.ts. */
import { defineConfig } from 'drizzle-kit';
import { casing } from './schema';

export default defineConfig({
  dialect: 'postgresql',
  casing,
  schema: './server/store/schema.ts',
  out: './server/store/migrations',
});
