/** `npm run bench`: sets up, builds the benchmarks beside what they measure, and runs them with the same arguments. */
import {
  browserPackages,
  ensureBuild,
  ensureDebianPackages,
  ensureNpmPackages,
  exitWith,
  labPackages,
  root,
} from './setup.mjs';

try {
  await ensureNpmPackages();
  await ensureDebianPackages({ ...labPackages, ...browserPackages });
  await ensureBuild();
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: { bench: 'server/bench/main.ts' },
    outdir: '.build',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
} catch (error) {
  exitWith(error);
}
await import('../../.build/bench.mjs');
