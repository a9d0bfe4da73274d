import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import { killProcessesOf, nodeVariable } from './end-processes';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let node: string;
const begun: ChildProcess[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
  node = join(directory.path, 'n1');
  await mkdir(node);
  await writeFile(join(node, 'log'), 'one line\n');
});

afterEach(async () => {
  for (const child of begun.splice(0)) child.kill('SIGKILL');
  await directory.remove();
});

/** A shell that has become itself: it has said so. */
async function shell(argument: string, env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', 'echo up; while read line; do :; done', argument], {
    cwd: node,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  begun.push(child);
  await once(child.stdout, 'data');
  return child;
}

test('what runs on a node ends with it, and what only names its directory goes on', async () => {
  const own = await shell('the-system', { [nodeVariable]: node });
  const others = [
    // An editor or a tail of a person, there and of that; one that even names the mark.
    await shell(join(node, 'log')),
    await shell(node),
    await shell(`${nodeVariable}=${node}`),
    // Another node, whose directory begins alike, and one below.
    await shell('other', { [nodeVariable]: `${node}0` }),
    await shell('below', { [nodeVariable]: join(node, 'below') }),
    // The mark as a part of something else.
    await shell('part', { NOTE: `${nodeVariable}=${node}` }),
    await shell('part', { [`X${nodeVariable}`]: node }),
  ];
  const ended = once(own, 'exit');
  killProcessesOf(node);
  expect(await ended).toEqual([null, 'SIGKILL']);
  // They still read what they are given, and end when that ends.
  const exits = others.map((child) => once(child, 'exit'));
  for (const child of others) child.stdin?.end();
  expect(await Promise.all(exits)).toEqual(others.map(() => [0, null]));
});
