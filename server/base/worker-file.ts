/**
 * Where the code of a worker thread, or of an embedded node's process, lies. The build puts it beside the command line's bundle; where the program runs
 * from its source, as in tests, it is bundled on the fly.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { present } from '@/lib/base/assert';
import { packageRoot } from './package-root';

const sources = {
  'check-worker': 'server/judge/worker.ts',
  'import-worker': 'server/import/worker.ts',
  'store-worker': 'server/store/pglite/worker.ts',
  pages: 'server/web/http/pages-entry.ts',
  'file-maker': 'server/export/maker.ts',
  'embedded-node': 'server/lab/embedded/node.ts',
} as const;

export type WorkerName = keyof typeof sources;

export async function workerFile(name: WorkerName): Promise<URL> {
  const built = new URL(`./${name}.mjs`, import.meta.url);
  if (existsSync(built)) return built;
  const bundled = bundles.get(name) ?? bundle(name);
  bundles.set(name, bundled);
  return bundled;
}

/** Of the sources as they are; who changes them starts again. */
const bundles = new Map<WorkerName, Promise<URL>>();

/** Named by its content, so that several processes may bundle at once and never read a half-written file. */
async function bundle(name: WorkerName): Promise<URL> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: packageRoot,
    entryPoints: [sources[name]],
    bundle: true,
    // As in the build: server/bin/build.mjs.
    packages: name === 'check-worker' ? 'bundle' : 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
  });
  const code = present(outputFiles[0], `the bundle of ${name}`).contents;
  const directory = join(packageRoot, '.build', 'from-source');
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const file = join(directory, `${name}-${digest}.mjs`);
  if (!existsSync(file)) {
    await mkdir(directory, { recursive: true });
    await writeFile(`${file}.${process.pid}`, code);
    await rename(`${file}.${process.pid}`, file);
  }
  return pathToFileURL(file);
}
