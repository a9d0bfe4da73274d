/**
 * The name under which the server of a data directory holds leases, drawn at its first start. It stays the same, so that a
 * server that starts again after a crash takes its own leases back at once; the lock on the directory sees to it that no
 * two servers have the same.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sync } from '../base/sync-files';
import { newId } from './ids';

const ownerPattern = /^[a-z0-9]{10}$/;

export async function ownerOf(dataDirectory: string): Promise<string> {
  const file = join(dataDirectory, 'owner');
  try {
    const kept = (await readFile(file, 'utf8')).trim();
    if (ownerPattern.test(kept)) return kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const owner = newId();
  await writeFile(file, `${owner}\n`, { mode: 0o600, flush: true });
  // After a power cut its leases are in the database, and another owner would wait for them to lapse.
  await sync(dataDirectory);
  return owner;
}
