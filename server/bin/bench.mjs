/** `npm run bench`: sets up, builds the benchmarks beside what they measure, and runs them with the same arguments. */
import {
  browserPackages,
  ensureBuild,
  ensureDebianPackages,
  ensureNpmPackages,
  exitWith,
  labPackages,
} from './setup.mjs';

try {
  await ensureNpmPackages();
  await ensureDebianPackages({ ...labPackages, ...browserPackages });
  await ensureBuild();
  const { bundle } = await import('./build.mjs');
  await bundle({ bench: 'server/bench/main.ts' });
} catch (error) {
  exitWith(error);
}
await import('../../.build/bench.mjs');
