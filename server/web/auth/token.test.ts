import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import { Secrets } from './token';

test('a file that anybody may read holds no token for long', async () => {
  const directory = await temporaryDirectory();
  const file = join(directory.path, 'token');
  const modeOf = async () => (await stat(file)).mode & 0o777;
  await writeFile(file, 'not a token');
  await chmod(file, 0o644);
  const { token } = await Secrets.open(directory.path);
  expect([await readFile(file, 'utf8'), await modeOf()]).toEqual([`${token}\n`, 0o600]);
  await chmod(file, 0o644);
  expect((await Secrets.open(directory.path)).token).toBe(token);
  expect(await modeOf()).toBe(0o600);
  await directory.remove();
});
