/** `npm run bench`: sets up, builds the benchmarks beside what they measure, and runs them with the same arguments. */
import {
  browserPackages,
  ensureBuild,
  ensureDebianPackages,
  ensureNpmPackages,
  exitWith,
  labPackages,
} from './setup.mjs';

/** They need neither the build of the pages nor a lab nor a browser. */
const plainBenches = ['checker', 'live', 'runner', 'embedded'];

/** The names after `--only`. */
function chosenBenches() {
  const after = process.argv.slice(process.argv.indexOf('--only') + 1);
  const end = after.findIndex((argument) => argument.startsWith('-'));
  return process.argv.includes('--only') ? after.slice(0, end === -1 ? undefined : end) : [];
}

try {
  await ensureNpmPackages();
  const chosen = chosenBenches();
  if (chosen.length === 0 || !chosen.every((name) => plainBenches.includes(name))) {
    await ensureDebianPackages({ ...labPackages, ...browserPackages });
    await ensureBuild();
  }
  const { bundle } = await import('./build.mjs');
  // The threads are bundled with what measures it: without a whole build they would be missing, or old ones.
  await bundle({
    bench: 'server/bench/main.ts',
    'embedded-node': 'server/lab/embedded/node.ts',
    'live-check-worker': 'server/judge/live-worker.ts',
    'loop-delay': 'server/bench/loop-delay.ts',
    'store-worker': 'server/store/pglite/worker.ts',
  });
} catch (error) {
  exitWith(error);
}
await import('../../.build/bench.mjs');
