import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeExamination } from '@/lib/doctor/report';
import type { Outcome } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import { memoryPlan, Puppet, reads, sshPlan, temporaryDirectory } from '../../jobs/puppet.fixture';
import { operationName, operations, problemOf, type SeenAnswer } from '../contract.fixture';
import { servePuppet } from '../puppet-server.fixture';
import type { ServerHandle } from '../serve';

const examinedNode: NodeExamination = {
  name: 'n1',
  address: 'root@10.0.0.1:22',
  rows: [{ check: 'reachable', state: 'bad', brief: 'no route', detail: 'no route', cure: 'ping -c 3 10.0.0.1' }],
  unreached: [],
};

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path, puppet, {
    examine: async () => [examinedNode],
  });
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Asks as an operator, unless the headers say otherwise, and holds the answer against the document. */
async function ask(method: string, path: string, { headers = {}, body }: Sent = {}): Promise<SeenAnswer> {
  const all = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', ...headers };
  const answer = await new Promise<SeenAnswer>((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: new URL(server.address).port, path, method, headers: all },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const { statusCode = 0, headers: sent } = response;
          resolve({ status: statusCode, headers: sent, text: Buffer.concat(parts).toString() });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
  expect(problemOf(method, path, answer), `${method} ${path}: ${answer.text.slice(0, 500)}`).toBeUndefined();
  return answer;
}

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask('POST', path, { headers, body: JSON.stringify(body) });

const messageIn = ({ text }: SeenAnswer): string => JSON.parse(text).error.message;

const verdict: Outcome = { kind: 'verdict', sentence: 'Nothing was asked.', findings: [] };

const experiment = {
  name: 'two of them',
  plan: { cluster: { type: 'memory' }, system: { name: 'memory' } },
  axes: [{ name: 'clients', values: [{ set: { 'load.concurrency': 1 } }] }],
};

describe('the interface that is documented', () => {
  test('is served to anyone, and every reference in it leads somewhere', async () => {
    const answer = await ask('GET', '/api/openapi.json', { headers: { authorization: '' } });
    const document = JSON.parse(answer.text);
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Clew' } });
    const references = [...answer.text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(references).toContain('Run');
    for (const name of references) expect(document.components.schemas).toHaveProperty(String(name));
    expect(Object.keys(document.components.schemas.PlanInput.properties)).toContain('workload');
    expect(document.components.schemas.PlanInput.required).not.toContain('seed');
  });

  test('is the one that answers: every operation is asked and answers as documented', async () => {
    const done = new Set<string>();
    const succeed = async (method: string, path: string, body?: unknown) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await ask(method, path, sent);
      // The page in one file, which is in the zip as well, is made of parts that a build leaves; without one, that it needs
      // them is the answer.
      const isUnbuilt = /\/(timeline\.html|everything\.zip)$/.test(path) && answer.status === 503;
      if (answer.status < 300 || isUnbuilt) done.add(operationName(method, path) ?? '');
      return answer.text === '' || !/^application\/json(;|$)/.test(String(answer.headers['content-type']))
        ? {}
        : JSON.parse(answer.text);
    };
    const { seed: _, ...plan } = memoryPlan('documented');
    const { id } = await succeed('POST', '/api/runs', plan);
    await puppet.begun('documented');
    puppet.append('documented', reads(2));
    await puppet.saveLogs('documented', 'n1', 'elected\n');
    expect((await post(`/api/runs/${id}/faults`, { action: 'heal' })).status).toBe(409);
    puppet.answerByHand('documented', { faults: [{ id: 1_000_000_001, sentence: 'n1 paused by hand' }] });
    await succeed('POST', `/api/runs/${id}/faults`, { action: 'pause', nodes: 'leader' });
    await succeed('POST', `/api/runs/${id}/stop`);
    await expect.poll(async () => (await server.runs.get(id))?.phase).toBe('done');
    const judged = await server.runs.submit(memoryPlan('judged'), operator);
    await puppet.begun('judged');
    puppet.append('judged', reads(2));
    puppet.finish('judged', verdict);
    await expect.poll(async () => (await server.runs.get(judged.id))?.phase).toBe('done');

    const machines = sshPlan('documented holder', 'h1');
    await server.runs.submit(machines, operator);
    const waiting = await Promise.all(
      ['first', 'second'].map((name) => server.runs.submit({ ...machines, name }, operator)),
    );
    await succeed('POST', `/api/runs/${waiting[1]?.id}/queue`, { move: 'up' });
    expect((await post(`/api/runs/${waiting[1]?.id}/queue`, { move: 'up' })).status).toBe(409);
    expect((await post(`/api/runs/${judged.id}/queue`, { move: 'up' })).status).toBe(409);
    const { runs: line } = await succeed('GET', '/api/queue');
    expect(line.map(({ plan: { name } }: { plan: { name: string } }) => name)).toEqual(['second', 'first']);

    await succeed('GET', '/api/healing');
    await succeed('POST', `/api/runs/${id}/heal`);
    await succeed('POST', `/api/runs/${judged.id}/judge`);
    await expect
      .poll(async () => (await succeed('GET', `/api/runs/${judged.id}/judge`)).state, { timeout: 30_000 })
      .toBe('judged');
    expect((await ask('POST', `/api/runs/${id}/judge`)).status).toBe(409);
    await succeed('GET', '/api/runs?verdict=invalid&order=largest&limit=1');
    await succeed('GET', '/api/library/counts?text=documented');
    await succeed('POST', '/api/plans/check', plan);
    await succeed('POST', '/api/clusters/examine', { cluster: { type: 'lab' }, system: { name: 'etcd' }, node: 'n1' });
    const saved = { name: 'staging', nodes: [{ name: 'n1', host: '10.0.0.1' }] };
    await succeed('POST', '/api/clusters', saved);
    await succeed('POST', '/api/clusters', saved);
    expect(messageIn(await post('/api/clusters', { ...saved, name: 'N 1' }))).toContain('name must be');
    await succeed('GET', '/api/clusters');
    const named = await succeed('POST', '/api/plans/check', { ...plan, system: { name: 'etcd' }, cluster: 'staging' });
    expect(named.plan.cluster).toMatchObject({ type: 'ssh', nodes: [{ name: 'n1', host: '10.0.0.1', port: 22 }] });
    await succeed('DELETE', '/api/clusters/staging');
    expect((await ask('DELETE', '/api/clusters/staging')).status).toBe(404);
    expect(messageIn(await post('/api/runs', { ...plan, cluster: 'staging' }))).toContain(
      'no cluster is kept as staging',
    );
    await succeed('GET', `/api/runs/${id}`);
    await succeed('GET', `/api/runs/${id}/baseline`);
    const { trend } = await succeed('GET', `/api/runs/${judged.id}/trend?limit=1`);
    expect(trend).toMatchObject({ total: 2, runs: [{ id: judged.id }], next: expect.anything() });
    expect((await succeed('GET', `/api/trends/${trend.key}?after=${trend.next}`)).trend.runs).toMatchObject([{ id }]);
    const { token: ofTrend } = await succeed('POST', `/api/trends/${trend.key}/share`);
    await succeed('GET', `/api/share/${ofTrend}/trend`);
    await succeed('GET', `/api/share/${ofTrend}/badge.svg`);
    await succeed('POST', `/api/trends/${trend.key}/share/change`, { expiresAt: null });
    expect((await succeed('GET', '/api/links')).links).toMatchObject([{ kind: 'trend', name: 'judged' }]);
    await succeed('DELETE', `/api/trends/${trend.key}/share`);
    const { token } = await succeed('POST', `/api/runs/${id}/share`);
    const { token: ofJudged } = await succeed('POST', `/api/runs/${judged.id}/share`);
    await succeed('GET', `/api/share/${token}`);
    const files = ['history.jsonl', 'history.edn', 'log.txt', 'timeline.html', 'everything.zip', 'logs'];
    for (const file of [...files, 'logs/n1/etcd.log']) {
      await succeed('GET', `/api/runs/${id}/${file}`);
      await succeed('GET', `/api/share/${token}/${file}`);
    }
    await succeed('GET', `/api/runs/${judged.id}/report.txt`);
    await succeed('GET', `/api/share/${ofJudged}/report.txt`);
    await succeed('POST', `/api/runs/${id}/share/change`, { showsPlaces: true, expiresAt: null });
    await succeed('POST', `/api/runs/${id}/share/change`, { password: 'a long enough one' });
    expect((await ask('GET', `/api/share/${token}`)).status).toBe(401);
    await succeed('POST', `/api/share/${token}/unlock`, { password: 'a long enough one' });
    await succeed('GET', '/api/links');
    await succeed('DELETE', `/api/runs/${id}/share`);
    const comparison = `/api/comparisons/${id}%2C${judged.id}`;
    const { token: ofTwo } = await succeed('POST', `${comparison}/share`);
    expect((await succeed('GET', comparison)).link.token).toBe(ofTwo);
    const { runs: compared } = await succeed('GET', `/api/share/${ofTwo}/comparison`);
    expect(compared.map((run: { readonly id: string }) => run.id)).toEqual([id, judged.id]);
    await succeed('POST', `${comparison}/share/change`, { showsPlaces: true });
    await succeed('DELETE', `${comparison}/share`);
    expect((await ask('GET', `/api/comparisons/${id}`)).status).toBe(404);
    await succeed('POST', `/api/runs/${id}/label`, { name: 'kept', tags: ['a'], isPinned: true });
    await succeed('POST', `/api/runs/${id}/bookmarks`, { id: 'abcdefgh', at: 1000, operation: 0, text: 'here' });
    await succeed('DELETE', `/api/runs/${id}/bookmarks/abcdefgh`);
    await succeed('DELETE', `/api/runs/${id}`);
    await succeed('POST', `/api/runs/${id}/restore`);

    const { id: brought } = await succeed('POST', '/api/imports', { file: 'history.txt' });
    await succeed('GET', `/api/imports/${brought}`);
    const sent = await ask('POST', `/api/imports/${brought}/content`, {
      headers: { 'content-type': 'application/octet-stream' },
      body: '0\t:invoke\t:read\tnil\n0\t:ok\t:read\tnil\n',
    });
    expect(JSON.parse(sent.text)).toMatchObject({ phase: 'checking', plan: { origin: { ops: 2 } } });
    done.add('POST /api/imports/{id}/content');
    await succeed('DELETE', `/api/imports/${brought}`);

    const { id: ofExperiment } = await succeed('POST', '/api/experiments', experiment);
    await succeed('POST', `/api/experiments/${ofExperiment}/stop`);
    await succeed('POST', `/api/experiments/${ofExperiment}/rest`);
    await succeed('GET', '/api/experiments');
    await succeed('GET', `/api/experiments/${ofExperiment}`);
    const { token: ofAll } = await succeed('POST', `/api/experiments/${ofExperiment}/share`);
    await succeed('GET', `/api/share/${ofAll}/experiment`);
    await succeed('POST', `/api/experiments/${ofExperiment}/share/change`, { showsPlaces: true });
    await succeed('DELETE', `/api/experiments/${ofExperiment}/share`);
    await succeed('POST', `/api/experiments/${ofExperiment}/stop`);

    const { id: ofClock } = await succeed('POST', '/api/schedules', { plan, pattern: '0 2 * * *', zone: 'UTC' });
    expect(await succeed('GET', '/api/schedules')).toMatchObject({ schedules: [{ id: ofClock, runs: [] }] });
    await succeed('POST', `/api/schedules/${ofClock}`, { isPaused: true });
    await succeed('DELETE', `/api/schedules/${ofClock}`);
    await succeed('GET', `/api/schedules/${ofClock}`);
    expect(await succeed('POST', `/api/schedules/${ofClock}/restore`)).toMatchObject({ isPaused: true });

    const hook = { url: 'https://nobody.invalid/hook', events: ['run-finished'] };
    const { webhook, secret } = await succeed('POST', '/api/webhooks', hook);
    const listed = await ask('GET', '/api/webhooks');
    done.add('GET /api/webhooks');
    expect([listed.text.includes(webhook.id), listed.text.includes(secret)]).toEqual([true, false]);
    expect(await succeed('POST', `/api/webhooks/${webhook.id}/test`)).toEqual({ problem: expect.any(String) });
    await succeed('DELETE', `/api/webhooks/${webhook.id}`);
    const own = await post('/api/webhooks', { ...hook, url: 'http://127.0.0.1:1/' });
    expect([own.status, messageIn(own)]).toEqual([400, expect.stringContaining('this machine')]);

    await succeed('POST', '/api/session', { token: server.token });
    await succeed('DELETE', '/api/session');
    await succeed('GET', '/api/proof/nonce');
    await succeed('GET', '/api/openapi.json');
    // With the key of the last one, which is ended by it.
    const { token: changed } = await succeed('POST', '/api/token');
    server = { ...server, token: changed };
    expect(operations.filter((operation) => !done.has(operation))).toEqual([]);
  });
});

describe('a request that cannot be answered', () => {
  test.each([
    ['no JSON', '{"name": ', 'no valid JSON: the text ends at line 1, column 10'],
    ['nothing', '', 'no valid JSON'],
    ['a list', '[]', 'the plan is not valid'],
    ['null', 'null', 'the plan is not valid'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), 'no valid JSON'],
  ])('with %s in its body is refused with what is wrong', async (_, body, message) => {
    const answer = await ask('POST', '/api/runs', { body });
    expect(answer.status).toBe(400);
    expect(messageIn(answer)).toContain(message);
  });

  test('names every field of a body that does not fit, also where the schema alone checks it', async () => {
    const answer = await post('/api/clusters/examine', { cluster: { type: 'lab', nodes: 'five', node: 1 } });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error).toMatchObject({
      message: expect.stringContaining('the cluster is not valid'),
      issues: expect.arrayContaining([expect.objectContaining({ path: 'cluster.nodes', message: 'must be a number' })]),
    });
    expect(messageIn(await post('/api/session', { token: 5 }))).toContain('token must be text');
  });

  test('names every field of a schedule that does not fit, also those of its plan', async () => {
    const answer = await post('/api/schedules', { plan: {}, pattern: 'nightly', zone: 'Nowhere' });
    expect(answer.status).toBe(400);
    const { issues } = JSON.parse(answer.text).error;
    const paths = issues.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(['plan.name', 'zone']));
    expect((await post('/api/schedules/nothing', { isPaused: true })).status).toBe(404);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'of the type %j is refused: a form of any site can send it',
    async (type) => {
      expect((await ask('POST', '/api/runs', { headers: { 'content-type': type }, body: '{}' })).status).toBe(415);
    },
  );

  test('may say how its text is encoded', async () => {
    const { status } = await post('/api/plans/check', memoryPlan('x'), {
      'content-type': 'Application/JSON; charset=utf-8',
    });
    expect(status).toBe(200);
  });

  test.each([65_537, 1_000_000, 8_000_000])('of %i bytes is refused with the limit', async (bytes) => {
    const answer = await ask('POST', '/api/runs', { body: Buffer.alloc(bytes, 'x') });
    expect([answer.status, messageIn(answer)]).toEqual([413, 'send at most 65536 bytes']);
    const chunked = await ask('POST', '/api/session', {
      headers: { 'transfer-encoding': 'chunked' },
      body: Buffer.alloc(bytes, 'x'),
    });
    expect(chunked.status).toBe(413);
  });

  test('of a body nested too deeply is refused like any other', async () => {
    const depth = 30_000;
    expect((await ask('POST', '/api/runs', { body: `${'['.repeat(depth)}${']'.repeat(depth)}` })).status).toBe(400);
  });

  test('cannot put fields on every object', async () => {
    const body = '{"__proto__":{"isReachable":true},"constructor":{"prototype":{"isReachable":true}}}';
    expect((await ask('POST', '/api/runs', { body })).status).toBe(400);
    expect({}).not.toHaveProperty('isReachable');
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'TRACE', 'QUERY'])('%s is not for every path', async (method) => {
    const answer = await ask(method, '/api/runs');
    expect([answer.status, messageIn(answer)]).toEqual([405, `${method} is not for /api/runs`]);
    expect(answer.headers.allow).toBe('GET, HEAD, POST, OPTIONS');
    expect((await ask(method, '/api/runs', { headers: { authorization: '' } })).status).toBe(401);
  });

  test('OPTIONS says what a path is for, to those who may know, and to no other site', async () => {
    const answer = await ask('OPTIONS', '/api/runs', { headers: { origin: 'http://evil.example' } });
    expect(answer).toMatchObject({ status: 204, text: '', headers: { allow: 'GET, HEAD, POST, OPTIONS' } });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await ask('OPTIONS', '/api/runs', { headers: { authorization: '' } })).status).toBe(401);
    expect((await ask('OPTIONS', '/api/share/x')).headers.allow).toBe('GET, HEAD, OPTIONS');
  });

  test('is not read as another method because a header says so', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE', 'x-forwarded-host': 'evil' };
    expect((await ask('GET', '/api/runs', { headers })).status).toBe(200);
  });

  test.each([
    '/api/',
    '/api/run',
    '/api/runs/',
    '/api//runs',
    '/api/runs/x/y',
    '/api/share',
    '/api/share/',
    '/api/openapi.yaml',
  ])('for %s finds nothing, and says so only to those who may know', async (path) => {
    expect(messageIn(await ask('GET', path))).toBe(`there is no ${path}`);
    expect((await ask('GET', path, { headers: { authorization: '' } })).status).toBe(401);
  });

  test.each([
    ['/api/runs/%E0%A4%A', 400],
    ['/api/runs/%00', 400],
    ['/api/share/%00', 400],
    ['/api/runs/a%2Fb', 404],
    ['/api/runs/..%2F..%2Fetc', 404],
    ['/api/runs/%2e%2e/runs', 200],
    ['/api/runs/../runs', 200],
    ['/api\\runs', 400],
  ])('for %s is answered with %i', async (path, status) => {
    expect((await ask('GET', path)).status).toBe(status);
  });

  test('an id or a token that is no word is looked up as it is', async () => {
    expect(messageIn(await ask('GET', '/api/runs/a%2Fb'))).toBe('there is no run a/b');
    expect(messageIn(await ask('GET', '/api/runs/%25'))).toBe('there is no run %');
    expect(messageIn(await ask('GET', '/api/runs/%2541'))).toBe('there is no run %41');
    expect(messageIn(await ask('GET', '/api/runs/%C3%A4'))).toBe('there is no run ä');
  });

  test('HEAD has the status and the headers of GET, and no body', async () => {
    const get = await ask('GET', '/api/openapi.json');
    const head = await ask('HEAD', '/api/openapi.json');
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
    expect(head.headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    expect((await ask('HEAD', '/api/runs', { headers: { authorization: '' } })).status).toBe(401);
  });

  test('every answer, refusals too, is kept out of caches and carries the headers of the pages', async () => {
    for (const [path, headers] of [
      ['/api/runs', {}],
      ['/api/runs', { authorization: '' }],
      ['/api/nothing', {}],
      ['/api/runs/%00', {}],
      ['/api/share/guess', {}],
    ] as const) {
      expect((await ask('GET', path, { headers })).headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    }
  });
});
