/** For tests of a process of its own: its source as one file that Node runs. */
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packageRoot } from './package-root';

/** @returns a file inside the package, where its imports are found */
export async function bundled(source: URL): Promise<string> {
  const file = fileURLToPath(source);
  const outfile = join(packageRoot, '.build', 'from-source', `${basename(file, '.fixture.ts')}-${process.pid}.mjs`);
  await build({
    absWorkingDir: packageRoot,
    entryPoints: [file],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return outfile;
}
