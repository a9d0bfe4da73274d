/**
 * The JavaScript that each page loads before a hand touches it, gzipped, beside its limit. `npm test` fails where a page is
 * over; `node server/bin/page-sizes.mjs` prints the table of the build there is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Kilobytes of 1000 bytes; React and Next alone are 134. */
const usualLimit = 200;

/**
 * Pages that are still over what they should be: 280 for those that draw a history, else 200. A system more in the catalog
 * is some 0.5 KB of each; what is not of the catalog may only fall.
 */
const limits = {
  '/runs/[id]': 335,
  '/share/[token]': 335,
  '/share/comparisons/[token]': 275,
  '/new': 265,
  '/experiments/new': 254,
  '/compare': 222,
  '/': 216,
};

/** Their first load is a frame that asks for the rest at once, so what it can ask for is counted with it. */
const frames = new Set(['/runs/[id]', '/share/[token]']);

/** What a page over its limit is made of. */
const maxNamed = 10;

/** @returns of each page its size and limit in kilobytes, the largest first */
export function pageSizes() {
  const routes = JSON.parse(readFileSync(join(root, '.next/diagnostics/route-bundle-stats.json'), 'utf8'));
  const known = new Map();
  const bytesOf = (path) => {
    if (!known.has(path)) known.set(path, gzipSync(readFileSync(join(root, path))).length);
    return known.get(path);
  };
  // What every page can ask for, none asks for by itself.
  const everywhere = new Set(
    routes[0].firstLoadChunkPaths.filter((path) => routes.every((each) => each.firstLoadChunkPaths.includes(path))),
  );
  const sizes = routes.map(({ route, firstLoadChunkPaths: first }) => {
    const own = first.filter((path) => !everywhere.has(path));
    const paths = new Set(frames.has(route) ? [...first, ...own.flatMap(askedForIn)] : first);
    const bytes = [...paths].reduce((sum, path) => sum + bytesOf(path), 0);
    return { route, size: Math.round(bytes / 1000), limit: limits[route] ?? usualLimit };
  });
  return sizes.sort((a, b) => b.size - a.size);
}

/** Chunks are named in the code that asks for them; the runtime, which names none, has a name of its own. */
function askedForIn(path) {
  const named = readFileSync(join(root, path), 'utf8').matchAll(/"(static\/chunks\/[\w~.-]+\.js)"/g);
  return [...named].map(([, name]) => `.next/${name}`);
}

/** @returns a paragraph for each page over its limit: what it loads, and what to do */
export async function tooLargePages() {
  return Promise.all(
    pageSizes()
      .filter(({ size, limit }) => size > limit)
      .map(complaint),
  );
}

async function complaint({ route, size, limit }) {
  const parts = await largestParts(route);
  return [
    `${route} loads ${size} KB of JavaScript, gzipped, and may load ${limit}.`,
    'What is opened by hand can come through components/ui/deferred.ts; of a schema, a checker or a workload a component',
    'mostly needs the type alone. The largest parts, as esbuild weighs them, beside React and Next:',
    ...parts.map(([name, bytes]) => `  ${(bytes / 1000).toFixed(1).padStart(6)} KB  ${name}`),
  ].join('\n');
}

/** Without compression, so that files can be told apart; a package is one part. */
async function largestParts(route) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join('app', route, 'page.tsx'), ...(frames.has(route) ? ['components/run/served-run-view.tsx'] : [])],
    ...{ bundle: true, minify: true, splitting: true, format: 'esm', write: false, metafile: true, outdir: '.build' },
    external: ['react', 'react-dom', 'react/*', 'next', 'next/*'],
    logLevel: 'silent',
  });
  const parts = new Map();
  for (const { inputs } of firstOutputs(metafile)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
      parts.set(name, (parts.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...parts].sort(([, a], [, b]) => b - a).slice(0, maxNamed);
}

/** The files of the entries and what they import, without what they load later. */
function firstOutputs({ outputs, inputs }) {
  const isLater = new Set(
    Object.values(inputs).flatMap(({ imports }) =>
      imports.filter((each) => each.kind === 'dynamic-import').map(({ path }) => path),
    ),
  );
  const waiting = Object.entries(outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint === undefined || (isLater.has(entryPoint) && !entryPoint.endsWith('served-run-view.tsx')) ? [] : [path],
  );
  const found = new Set();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    waiting.push(
      ...outputs[path].imports
        .filter((each) => each.kind === 'import-statement' && !each.external)
        .map((each) => each.path),
    );
  }
  return [...found].map((path) => outputs[path]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { route, size, limit } of pageSizes()) {
    console.log(`${route.padEnd(32)} ${String(size).padStart(4)} KB of ${limit}${size > limit ? '  over' : ''}`);
  }
}
