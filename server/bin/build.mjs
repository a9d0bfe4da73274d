/**
 * Builds what Node runs: the command line and the workers, one file each in .build, packages left outside; and the
 * pages, with Next. Plain JavaScript, because it runs before anything is built.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export function buildServer() {
  return bundle({
    cli: 'server/cli.ts',
    'check-worker': 'server/check/worker.ts',
    'live-check-worker': 'server/check/live-worker.ts',
    'store-worker': 'server/store/worker.ts',
  });
}

/** One file in .build for each entry; packages are left outside. */
export async function bundle(entryPoints) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints,
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
}

export function buildPages() {
  // Types that `next dev` leaves behind make `next build` fail.
  rmSync(join(root, '.next/dev'), { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildServer();
  buildPages();
}
