/** Zod's own words for what does not fit a schema, for those who show them: its small build, which pages load, has none. */
import { config } from 'zod/mini';
import english from 'zod/v4/locales/en.js';

config(english());
