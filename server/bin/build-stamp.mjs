/** What the build there is was made of: a change in any of its sources makes it stale. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stamp = join(root, '.build/sources');

/** A change in any of them makes a build stale. */
const inputs = [
  'app',
  'components',
  'lib',
  'server',
  'public',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
];

function filesBelow(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function hashOfSources() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const paths = inputs.flatMap((name) =>
    name.includes('.') ? [join(root, name)].filter(existsSync) : filesBelow(join(root, name)),
  );
  for (const path of paths.sort()) {
    if (/\.test\.(tsx?|mjs)$|README\.md$|\/server\/bin\/(?!build)/.test(path)) continue;
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

export function isBuilt() {
  return (
    existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfSources() && existsSync(join(root, '.next/BUILD_ID'))
  );
}

/** @param work builds; what is changed meanwhile may have come too late for it, so the sources are read before */
export async function stamped(work) {
  const sources = hashOfSources();
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(join(root, '.build'), { recursive: true });
  writeFileSync(stamp, sources);
}
