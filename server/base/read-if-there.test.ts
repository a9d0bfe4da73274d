import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readIfThere } from './read-if-there';

test('only a file that is not there is nothing; one that cannot be read is an error', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clew-read-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  expect(await readIfThere(join(directory, 'lab.json'))).toBeUndefined();
  // Whatever else hinders: here that it is a directory, elsewhere that no descriptor is left.
  await expect(readIfThere(directory)).rejects.toThrow('EISDIR');
});
