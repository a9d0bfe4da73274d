import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { memoryPlan, Puppet, reads, temporaryDirectory } from '../../jobs/puppet.fixture';
import { servePuppet } from '../puppet-server.fixture';
import type { ServerHandle } from '../serve';

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path, puppet);
});

afterAll(async () => {
  await server?.close();
  await directory?.remove();
});

async function ask(method: string, path: string, body?: object) {
  const answer = await fetch(`${server.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function finished(name: string): Promise<string> {
  const { id } = await server.runs.submit(memoryPlan(name), operator);
  await puppet.begun(name);
  puppet.append(name, reads(2));
  await server.runs.stop(id, operator);
  await expect.poll(async () => (await server.runs.get(id))?.phase).toBe('done');
  return id;
}

const listed = async (query = '') => {
  const { body } = await ask('GET', `/api/runs${query}`);
  return body.runs.map((run: { id: string }) => run.id);
};

describe('the library over HTTP', () => {
  test('a deleted run is out of the list, its link is dead, and both come back', async () => {
    const id = await finished('to be deleted');
    const { body } = await ask('POST', `/api/runs/${id}/share`);
    expect((await ask('DELETE', `/api/runs/${id}`)).status).toBe(204);
    expect(await listed()).not.toContain(id);
    expect(await listed('?deleted=only')).toEqual([id]);
    expect((await ask('GET', `/api/share/${body.token}`)).status).toBe(404);
    expect((await ask('GET', `/api/runs/${id}`)).body.run.label.deletedAt).toBeGreaterThan(0);
    await ask('POST', `/api/runs/${id}/restore`);
    expect(await listed()).toContain(id);
    expect((await ask('GET', `/api/share/${body.token}`)).status).toBe(200);
  });

  test('a name, tags and a note are found by search; a guest sees the name alone', async () => {
    const id = await finished('plain');
    const change = { name: 'The one of Friday', tags: ['nightly'], note: 'see the log', isPinned: true };
    expect((await ask('POST', `/api/runs/${id}/label`, change)).body.label).toEqual(change);
    expect(await listed('?text=FRIDAY+log')).toEqual([id]);
    expect(await listed('?tag=nightly&pinned=only')).toEqual([id]);
    const { body } = await ask('POST', `/api/runs/${id}/share`);
    expect((await ask('GET', `/api/share/${body.token}`)).body.run.label).toEqual({ name: 'The one of Friday' });
  });

  test('a run that goes on is listed as it is, can be labelled, and cannot be deleted', async () => {
    const { id } = await server.runs.submit(memoryPlan('goes on'), operator);
    await puppet.begun('goes on');
    expect(await listed('?verdict=under+way')).toEqual([id]);
    expect((await ask('POST', `/api/runs/${id}/label`, { tags: ['live'] })).body).toMatchObject({
      label: { tags: ['live'] },
    });
    expect(await ask('DELETE', `/api/runs/${id}`)).toMatchObject({
      status: 409,
      body: { error: { message: `run ${id} goes on; stop it first` } },
    });
    await server.runs.stop(id, operator);
    await expect.poll(async () => (await server.runs.get(id))?.phase).toBe('done');
    expect((await server.runs.get(id))?.label).toEqual({ tags: ['live'] });
  });

  test.each([
    ['a field that there is not', 'verdicts=invalid', 'the query is not valid: '],
    ['a verdict that there is not', 'verdict=perfect', 'verdict '],
    ['a date that is none', 'from=yesterday', 'from must be milliseconds since 1970'],
    ['a field twice', 'tag=a&tag=b', 'tag is given more than once'],
    ['a place that no page named', 'after=x', 'after: the place where the page begins cannot be read'],
    ['a character that no database takes', 'text=%00', 'U+0000'],
    ['more than a page holds', 'limit=100000', 'limit '],
  ])('%s is refused by name', async (_, query, words) => {
    const { status, body } = await ask('GET', `/api/runs?${query}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(words);
  });

  test.each([
    [{ tags: [''] }, 'tags.0'],
    [{ tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }, 'tags'],
    [{ name: 'x'.repeat(121) }, 'name'],
    [{ note: 'a\u0000b' }, 'note'],
    [{ colour: 'red' }, 'colour'],
  ])('a label %o is refused with its field', async (change, path) => {
    const id = (await listed())[0];
    const { status, body } = await ask('POST', `/api/runs/${id}/label`, change);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(path);
  });
});
