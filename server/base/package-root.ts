/**
 * Where the package lies on the disk. Code runs from its source and from the bundle in .build, which lie at different
 * depths; the nearest package.json above is the root for both.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { present } from '@/lib/base/assert';

function findRoot(from: string): string | undefined {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  return parent === from ? undefined : findRoot(parent);
}

export const packageRoot = present(findRoot(dirname(fileURLToPath(import.meta.url))), 'package.json');
