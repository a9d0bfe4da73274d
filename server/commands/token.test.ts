import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../store/store';
import { signedIn } from '../web/signed-in.fixture';
import { ArgumentError } from './argument-error';
import { paper, servedInMemory } from './served.fixture';
import { exitCodes } from './terminal';
import { tokenCommand } from './token';

async function said(data: string, rotate = false) {
  const { out, err, terminal } = paper();
  expect(await tokenCommand({ data, rotate }, terminal)).toBe(exitCodes.valid);
  return { out: out.join(), err: err.join() };
}

test('the address of a server, and with --rotate another one, which ends every session', async () => {
  const { address, token, path, end } = await servedInMemory();
  const runs = (headers: Record<string, string>) => fetch(`${address}/api/runs`, { headers });
  const browser = await signedIn({ address, token });
  expect((await runs(browser)).status).toBe(200);
  expect(await said(path)).toEqual({ out: `${address}/?token=${token}`, err: '' });

  const rotated = await said(path, true);
  expect(rotated.err).toBe('clew: the old token and every session have ended');
  expect(rotated.out).toMatch(/\/\?token=[\w-]{32,}$/);
  expect(rotated.out).not.toContain(token);
  expect((await runs(browser)).status).toBe(401);
  expect((await runs({ authorization: `Bearer ${token}` })).status).toBe(401);
  const [, fresh = ''] = rotated.out.split('token=');
  expect((await runs({ authorization: `Bearer ${fresh}` })).status).toBe(200);
  expect(await said(path)).toEqual({ out: rotated.out, err: '' });
  await end();
});

test('without a server the token alone, and nothing of a directory from which nothing was served', async () => {
  const data = await mkdtemp(join(tmpdir(), 'clew-token-'));
  onTestFinished(() => rm(data, { recursive: true }));
  await expect(said(data)).rejects.toThrow(ArgumentError);
  await expect(said(data, true)).rejects.toThrow(ArgumentError);
  const store = await openStore(join(data, 'store'));
  await store.close();
  const { out: first } = await said(data, true);
  expect(first).toMatch(/^[\w-]{32,}$/);
  expect((await said(data)).out).toBe(first);
  expect((await said(data, true)).out).not.toBe(first);
});
