/** `npm run soak`: sets up, builds what breaks servers beside what it breaks, and runs it with the same arguments. */
import { ensureBuild, ensureDebianPackages, ensureNpmPackages, exitWith, forLabs } from './setup.mjs';

const forClocks = { purpose: 'servers whose clock is set', commands: { faketime: 'faketime' } };

try {
  await ensureNpmPackages();
  await ensureDebianPackages([forLabs, forClocks]);
  await ensureBuild();
  const { bundle, serverEntries } = await import('./build.mjs');
  await bundle({ ...serverEntries, soak: 'server/soak/main.ts', 'soak-inside': 'server/soak/inside.ts' });
} catch (error) {
  exitWith(error);
}
await import('../../.build/soak.mjs');
