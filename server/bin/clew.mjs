#!/usr/bin/env node
/** `npx clew …`: makes sure that the build is there, then hands over to the command line in server/cli.ts. */
import { ensureBuild, ensureNpmPackages, exitWith } from './setup.mjs';

try {
  await ensureNpmPackages();
  await ensureBuild();
} catch (error) {
  exitWith(error);
}
await import('../../.build/cli.mjs');
