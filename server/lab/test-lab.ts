/** Labs for tests: a skip with its reason where none can be made, and names that no other test run has. */
import { join } from 'node:path';
import { packageRoot } from '../base/package-root';
import { labSupport } from './support';

const support = await labSupport();
if (!support.ok) process.stderr.write(`lab tests are skipped: ${support.reason}\n`);

/** For `describe.skipIf`. */
export const cannotMakeLabs = !support.ok;

export function testLabName(part: string): string {
  return `test-${part}-${process.pid}`;
}

/** Packages are downloaded once, not by every test; delete it to download them again. */
export const testCacheDirectory = join(packageRoot, '.build', 'lab-cache');
