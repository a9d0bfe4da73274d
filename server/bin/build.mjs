/**
 * Builds what Node runs: the command line, the workers and the embedded node, one file each in .build, packages left
 * outside; the parts of a run that is saved as one file; the template of a database; and the pages, with Next. Plain
 * JavaScript, because it runs before anything is built.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stamped } from './build-stamp.mjs';
import { setup as makeDatabaseTemplate } from './database-template.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The command line, and what it runs in threads and processes of their own. */
export const serverEntries = {
  cli: 'server/cli.ts',
  'check-worker': 'server/judge/worker.ts',
  'import-worker': 'server/import/worker.ts',
  'store-worker': 'server/store/pglite/worker.ts',
  pages: 'server/web/http/pages-entry.ts',
  'file-maker': 'server/export/maker.ts',
  'embedded-node': 'server/lab/embedded/node.ts',
};

/**
 * One file in .build for each entry; packages are left outside. Not those of the thread that judges: one starts with every
 * check, and to find and read a hundred files would take it most of the time.
 */
export async function bundle(entryPoints) {
  const { build } = await import('esbuild');
  const { 'check-worker': judging, ...others } = entryPoints;
  await build(bundleOptions(others, '.build'));
  if (judging) await build({ ...bundleOptions({ 'check-worker': judging }, '.build'), packages: 'bundle' });
}

/** Bundles again after every change and calls `onBundled` when that went well. @returns what ends it: `dispose()` */
export async function watchBundle(entryPoints, directory, onBundled) {
  const { context } = await import('esbuild');
  const notify = {
    name: 'notify',
    setup: ({ onEnd }) => onEnd(({ errors }) => (errors.length === 0 ? onBundled() : undefined)),
  };
  const watcher = await context({ ...bundleOptions(entryPoints, directory), plugins: [notify] });
  await watcher.watch();
  return watcher;
}

function bundleOptions(entryPoints, outdir) {
  return {
    absWorkingDir: root,
    entryPoints,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  };
}

/** `saved-run.js` and `saved-run.css`: all that server/export puts into a file beside the run. */
export async function buildSavedRun(directory = join(root, '.build')) {
  const { build } = await import('esbuild');
  mkdirSync(directory, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: { 'saved-run': 'components/saved/main.tsx' },
    outdir: directory,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    // The licences of React and d3 ask to stay with the code.
    legalComments: 'eof',
    logLevel: 'warning',
  });
  writeFileSync(join(directory, 'saved-run.css'), await stylesOfPages());
}

/** The style sheet of the pages, made by the same plugin as theirs; what runs it is the PostCSS that came with it. */
async function stylesOfPages() {
  const { default: tailwind } = await import('@tailwindcss/postcss');
  const postcss = createRequire(import.meta.resolve('@tailwindcss/postcss'))('postcss');
  const from = join(root, 'app/globals.css');
  const { css } = await postcss([tailwind({ base: root, optimize: { minify: true } })]).process(
    readFileSync(from, 'utf8'),
    { from },
  );
  return css;
}

async function buildPages() {
  // Types that `next dev` leaves behind make `next build` fail.
  rmSync(join(root, '.next/dev'), { recursive: true, force: true });
  const next = join(root, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  try {
    await promisify(execFile)(process.execPath, [next, 'build'], { cwd: root, env });
  } catch (error) {
    process.stderr.write(`${error.stdout ?? ''}${error.stderr ?? ''}`);
    throw error;
  }
}

/** Everything, the pages beside the rest. */
export async function buildAll() {
  const buildRest = async () => {
    await bundle(serverEntries);
    await buildSavedRun();
    await makeDatabaseTemplate();
  };
  await stamped(() => Promise.all([buildPages(), buildRest()]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
