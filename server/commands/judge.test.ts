import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { memoryPlan, Puppet, temporaryDirectory } from '../jobs/puppet.fixture';
import { servePuppet } from '../web/puppet-server.fixture';
import type { ServerHandle } from '../web/serve';
import { ArgumentError } from './argument-error';
import { type JudgeSettings, judgeCommand } from './judge';

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
let id: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path, puppet);
  ({ id } = await server.runs.submit(memoryPlan('judged again'), operator));
  await puppet.begun('judged again');
  puppet.append('judged again', [
    { index: 0, time: 0, process: 0, type: 'invoke', f: 'write', value: 1 },
    { index: 1, time: 1000, process: 0, type: 'ok', f: 'write', value: 1 },
    { index: 2, time: 2000, process: 1, type: 'invoke', f: 'read', value: null },
    { index: 3, time: 3000, process: 1, type: 'ok', f: 'read', value: 0 },
  ]);
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

async function judged(settings: Partial<JudgeSettings> = {}, run = id) {
  let said = '';
  const sink = {
    write(text: string) {
      said += text;
    },
  };
  const code = await judgeCommand(run, { data: directory.path, ...settings }, { stdout: sink, stderr: sink });
  return { code, said };
}

/** One after another: the second half is about what the first one left behind. */
describe('clew judge', () => {
  test('judges no run that goes on, and none that there is not', async () => {
    await expect(judged()).rejects.toThrow(`the run ${id} is not over yet`);
    await expect(judged({}, 'nobody')).rejects.toThrow(ArgumentError);
  });

  test('judges a run again, and leaves it as it was', async () => {
    puppet.finish('judged again', { kind: 'aborted', reason: 'the server was stopped' });
    await expect.poll(async () => (await server.runs.get(id))?.phase).toBe('done');
    const before = await server.runs.get(id);
    const { code, said } = await judged();
    expect(said).toContain(`${id}: it ended as aborted: `);
    expect(said).toContain('that stays as it is, and node logs are not judged again here');
    expect(said).toContain("can't read 0 from");
    expect(code).toBe(1);
    expect(await server.runs.get(id)).toEqual(before);
  });

  test('with what it is told instead of what its plan says', async () => {
    expect((await judged({ checker: 'stats' })).said).toContain('stats: valid');
    expect(JSON.parse((await judged({ json: true, model: 'register' })).said.split('\n')[1] ?? '')).toMatchObject({
      file: id,
      valid: false,
      model: 'register',
    });
    const { code, said } = await judged({ model: 'no-such' });
    expect(said).toContain('no-such');
    expect(code).toBe(254);
  });

  test('reads the directory itself where no server has it', async () => {
    await server.close();
    expect((await judged()).code).toBe(1);
    await expect(judged({}, 'nobody')).rejects.toThrow('there is no run nobody');
  });
});
