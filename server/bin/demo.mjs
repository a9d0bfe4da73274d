/** `npm run demo`: sets the machine up for a lab, then runs `clew demo` with the same arguments. */
import { ensureBuild, ensureDebianPackages, ensureNpmPackages, exitWith, labPackages, SetupError } from './setup.mjs';

/** What can be known before anything is installed; the lab itself checks the rest. */
function checkMachine() {
  const missing =
    process.platform !== 'linux' ? 'this is not Linux' : process.getuid?.() !== 0 ? 'you are not root' : undefined;
  if (missing) {
    throw new SetupError(
      `the demo makes five nodes out of network namespaces, and cannot here: ${missing}. Run it as root on Linux.`,
    );
  }
}

try {
  checkMachine();
  await ensureNpmPackages();
  await ensureDebianPackages(labPackages);
  await ensureBuild();
} catch (error) {
  exitWith(error);
}
process.argv.splice(2, 0, 'demo');
await import('../../.build/cli.mjs');
