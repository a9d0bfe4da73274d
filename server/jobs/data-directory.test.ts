import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDataDirectory, unusable } from './data-directory';
import { temporaryDirectory } from './puppet.fixture';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(() => directory.remove());

test('a directory is made, or found', async () => {
  const path = join(directory.path, 'a', 'b');
  await makeDataDirectory(path);
  await makeDataDirectory(path);
});

test('what stands in the way is a sentence with the directory and a cure', async () => {
  const file = join(directory.path, 'file');
  await writeFile(file, '');
  const circle = join(directory.path, 'circle');
  await symlink(circle, circle);
  const ways: readonly (readonly [string, string])[] = [
    [file, 'is a file'],
    [join(file, 'below'), 'lies below a file'],
    [join(directory.path, 'x'.repeat(300)), 'has a name that is too long'],
    ['/proc/clew/data', 'cannot be made there'],
    [join(circle, 'below'), 'leads through links in a circle'],
  ];
  for (const [path, what] of ways) {
    await expect(makeDataDirectory(path)).rejects.toMatchObject({
      failure: { message: `the data directory ${path} ${what}`, cure: expect.stringContaining('--data') },
    });
  }
});

test.each(['EROFS', 'EACCES', 'ENOSPC', 'EIO'])('%s is no word of its own', (code) => {
  const { failure } = unusable('/data', Object.assign(new Error(`${code}: mkdir`), { code }));
  expect(failure).toMatchObject({
    message: expect.stringMatching(/^the data directory \/data /),
    cure: expect.stringContaining('--data'),
  });
  expect(failure.message).not.toContain('mkdir');
});
