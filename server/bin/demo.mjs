/** `npm run demo`: sets the machine up, for a lab if it can have one, then runs `clew demo` with the same arguments. */
import {
  canHaveLabs,
  ensureBuild,
  ensureDebianPackages,
  ensureNpmPackages,
  exitWith,
  forLabs,
  SetupError,
  say,
} from './setup.mjs';

/** Where a lab cannot be had, `clew demo` says why and takes the embedded cluster. */
async function prepareLab() {
  if (!canHaveLabs || process.argv.includes('--embedded')) return;
  try {
    await ensureDebianPackages([forLabs]);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`set-up: ${error.message}`);
  }
}

try {
  await ensureNpmPackages();
  await prepareLab();
  await ensureBuild();
} catch (error) {
  exitWith(error);
}
process.argv.splice(2, 0, 'demo');
await import('../../.build/cli.mjs');
