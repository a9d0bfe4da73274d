import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSmallFile } from './small-file';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-file-test-'));
});

afterAll(() => rm(directory, { recursive: true }));

test('a regular file of a fitting size is read whole', async () => {
  const file = join(directory, 'key');
  await writeFile(file, 'a key');
  expect((await readSmallFile(file, 5)).toString()).toBe('a key');
  await expect(readSmallFile(file, 4)).rejects.toThrow('is larger than 4 bytes');
  await expect(readSmallFile(join(directory, 'none'), 4)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a device without end, a directory and a pipe that nobody writes are refused at once', async () => {
  const pipe = join(directory, 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  for (const path of ['/dev/zero', directory, pipe]) {
    await expect(readSmallFile(path, 1000)).rejects.toThrow('is no regular file');
  }
});
