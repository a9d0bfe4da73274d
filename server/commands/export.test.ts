import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { memoryPlan, Puppet, reads, temporaryDirectory } from '../jobs/puppet.fixture';
import { servePuppet } from '../web/puppet-server.fixture';
import type { ServerHandle } from '../web/serve';
import { ArgumentError } from './argument-error';
import { exportCommand } from './export';
import { paper } from './served.fixture';

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
let id: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path, puppet);
  ({ id } = await server.runs.submit(memoryPlan('taken along'), operator));
  await puppet.begun('taken along');
  puppet.append('taken along', reads(2));
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

async function exported(format: 'jsonl' | 'edn' | 'txt' | 'html' | 'csv' | 'json', run = id): Promise<string> {
  const standard = new PassThrough();
  const code = await exportCommand(run, { format, data: directory.path }, standard, paper().terminal);
  expect(code).toBe(0);
  standard.end();
  return text(standard);
}

/** One after another: the second half is about what the first one left behind. */
describe('clew export', () => {
  test('asks the server that has the directory open', async () => {
    expect((await exported('jsonl')).split('\n')).toHaveLength(1 + 4 + 1);
    await expect(exported('jsonl', 'nobody')).rejects.toThrow(ArgumentError);
  });

  test('writes an experiment as a table', async () => {
    const { seed: _, ...plan } = memoryPlan('of an experiment');
    const axes = [{ name: 'clients', values: [{ set: { 'load.concurrency': 1 } }] }];
    const made = await fetch(`${server.address}/api/experiments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'a table', plan, axes }),
    });
    const { id: experiment } = (await made.json()) as { readonly id: string };
    expect(await exported('csv', experiment)).toMatch(/^clients,repeat,seed,run,.*\r\n1,1,\d+,/);
    expect(JSON.parse(await exported('json', experiment))).toMatchObject({ id: experiment, name: 'a table' });
    await expect(exported('csv', 'nobody')).rejects.toThrow('there is no experiment nobody');
    await fetch(`${server.address}/api/experiments/${experiment}/stop`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}` },
    });
  });

  test('saves no page of a run that goes on', async () => {
    await expect(exported('html')).rejects.toThrow('the server refused: the run is not over yet');
  });

  test('reads the directory itself where no server has it, with the same result', async () => {
    puppet.finish('taken along', { kind: 'aborted', reason: 'the test is over' });
    await expect.poll(async () => (await server.runs.get(id))?.phase).toBe('done');
    const forms = ['jsonl', 'edn', 'txt'] as const;
    const served = await Promise.all(forms.map((form) => exported(form)));
    await server.close();
    for (const [place, form] of forms.entries()) expect(await exported(form)).toBe(served[place]);
    expect(served[1]).toContain('{:index 3, :time 3000, :type :ok, :process 0, :f :read, :value nil}');
    expect(served[2]).toContain('INFO  clew.op - 0\t:ok\t:read\tnil\n');
  });

  test('writes into a file', async () => {
    const output = join(directory.path, 'history.edn');
    await exportCommand(id, { format: 'edn', data: directory.path, output }, new PassThrough(), paper().terminal);
    expect((await readFile(output, 'utf8')).split('\n')).toHaveLength(4 + 1);
  });

  test('a zip is nothing for a screen', async () => {
    const screen = Object.assign(new PassThrough(), { isTTY: true });
    const zip = { format: 'zip', data: directory.path } as const;
    await expect(exportCommand(id, zip, screen, paper().terminal)).rejects.toThrow('name a file with --output');
  });

  test('an unknown run and an unknown directory are wrong arguments', async () => {
    await expect(exported('jsonl', 'nobody')).rejects.toThrow(`there is no run nobody in ${directory.path}`);
    const nowhere = { format: 'jsonl', data: join(directory.path, 'nowhere') } as const;
    await expect(exportCommand(id, nowhere, new PassThrough(), paper().terminal)).rejects.toThrow(ArgumentError);
  });
});
