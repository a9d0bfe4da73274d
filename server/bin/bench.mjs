/** `npm run bench`: sets up, builds the benchmarks beside what they measure, and runs them with the same arguments. */
import { ensureBuild, ensureDebianPackages, ensureNpmPackages, exitWith, forBrowserTests, forLabs } from './setup.mjs';

/** They need neither the build of the pages nor a lab nor a browser. */
const plainBenches = ['checker', 'transactions', 'live', 'runner', 'embedded'];

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
    await ensureDebianPackages([forLabs, { ...forBrowserTests, purpose: 'benchmarks of the pages' }]);
    await ensureBuild();
  }
  const { bundle, serverEntries } = await import('./build.mjs');
  // The threads are bundled with what measures them: without a whole build they would be missing, or old ones.
  await bundle({
    ...serverEntries,
    bench: 'server/bench/main.ts',
    'loop-delay': 'server/bench/loop-delay.ts',
    'guests-load': 'server/bench/guests-load.ts',
    'importing-process': 'server/bench/importing-process.ts',
  });
} catch (error) {
  exitWith(error);
}
await import('../../.build/bench.mjs');
