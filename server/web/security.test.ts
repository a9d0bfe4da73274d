/** What must hold of every endpoint, those to come too: the tables are made of the contract. */
import { readdir, readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allEndpoints } from '@/lib/protocol/api/all-endpoints';
import type { Endpoint } from '@/lib/protocol/api/endpoint';
import { operator } from '@/lib/protocol/principal';
import { packageRoot } from '../base/package-root';
import { memoryPlan, Puppet, temporaryDirectory } from '../jobs/puppet.fixture';
import { servePuppet } from './puppet-server.fixture';
import type { ServerHandle } from './serve';
import { type BrowserHeaders, signedIn as signIn } from './signed-in.fixture';

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
let runId: string;
let share: string;
let browser: BrowserHeaders;
/** Of a server on another data directory. */
let otherSession: string;
let now = Date.now();

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path, puppet, { now: () => now });
  ({ id: runId } = await server.runs.submit(memoryPlan('guarded'), operator));
  await puppet.begun('guarded');
  share = (await server.links.make({ kind: 'run', id: runId }, operator)).token;
  browser = await signIn(server);
  const elsewhere = await temporaryDirectory();
  const other = await servePuppet(elsewhere.path);
  otherSession = (await signIn(other)).cookie;
  await other.close();
  await elsewhere.remove();
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

const port = () => new URL(server.address).port;
const signedIn = () => browser;

async function endedSession(): Promise<string> {
  const { cookie } = await signIn(server);
  expect((await ask('DELETE', '/api/session', { cookie })).status).toBe(204);
  return cookie;
}

/** Those of others begin anew, so that they go on. */
async function expiredSession(): Promise<string> {
  const { cookie } = await signIn(server);
  now += 13 * 3_600_000;
  browser = await signIn(server);
  return cookie;
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
}

function ask(method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: port(), path, method, headers };
    const request = httpRequest(options, (response) => {
      const { statusCode = 0, headers: sent } = response;
      response.resume().on('end', () => resolve({ status: statusCode, location: sent.location }));
    });
    request.on('error', reject);
    request.end(method === 'POST' ? '{}' : undefined);
  });
}

/** With ids and tokens that exist, so that only the rules of access stand in the way. */
function addressOf({ path }: Endpoint): string {
  const id = path.startsWith('/api/experiments') ? 'nosuch' : runId;
  const values: Readonly<Record<string, string>> = { id, token: share, node: 'n1', file: 'etcd.log' };
  return path.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? '');
}

const json = { 'content-type': 'application/json' };
const ofOperators = allEndpoints.filter(({ access }) => access === 'operator');
const changing = allEndpoints.filter(({ method }) => method !== 'GET');

/** What anybody may ask for. An endpoint that is added here is added on purpose. */
const forAnyone = [
  'DELETE /api/session',
  'GET /api/openapi.json',
  'GET /api/proof/:nonce',
  'GET /api/share/:token',
  'GET /api/share/:token/badge.svg',
  'GET /api/share/:token/comparison',
  'GET /api/share/:token/everything.zip',
  'GET /api/share/:token/experiment',
  'GET /api/share/:token/history.edn',
  'GET /api/share/:token/history.jsonl',
  'GET /api/share/:token/log.txt',
  'GET /api/share/:token/logs',
  'GET /api/share/:token/logs/:node/:file',
  'GET /api/share/:token/report.txt',
  'GET /api/share/:token/timeline.html',
  'GET /api/share/:token/trend',
  'POST /api/session',
  'POST /api/share/:token/unlock',
];

/** Pages without data of their own for whoever has their address. */
const openPages = [
  '/share/:token',
  '/share/experiments/:token',
  '/share/comparisons/:token',
  '/share/trends/:token',
  '/sign-in',
  '/help',
  '/api',
];

describe('every endpoint', () => {
  test('is for operators, but for those that anybody may ask', () => {
    const others = allEndpoints.filter(({ access }) => access !== 'operator');
    expect(others.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(forAnyone);
  });

  test('that changes something needs more than a cookie, which every port of this host is sent', async () => {
    const { cookie } = browser;
    const other = await signIn(server);
    for (const endpoint of changing.filter(({ access }) => access === 'operator')) {
      for (const headers of [{ cookie }, { cookie, 'clew-page-key': 'x' }, { ...other, cookie }]) {
        const { status } = await ask(endpoint.method, addressOf(endpoint), { ...json, ...headers });
        expect([endpoint.path, headers, status]).toEqual([endpoint.path, headers, 401]);
      }
    }
    expect((await ask('GET', '/api/runs', { cookie })).status).toBe(200);
  });

  test('for operators answers 401 to whatever else somebody has', async () => {
    const credentials: readonly Readonly<Record<string, string>>[] = [
      {},
      { authorization: `Bearer ${share}` },
      { authorization: 'Bearer ' },
      { authorization: `bearer ${server.token}` },
      { authorization: `Basic ${Buffer.from(`clew:${server.token}`).toString('base64')}` },
      { authorization: server.token },
      { cookie: `clew-${port()}=${share}` },
      { cookie: `clew-${port()}=${server.token}` },
      { cookie: await endedSession() },
      { cookie: await expiredSession() },
      { cookie: otherSession.replace(/^clew-\d+/, `clew-${port()}`) },
      { authorization: `Bearer ${otherSession.split('=')[1]}` },
      { authorization: `Bearer ${browser.cookie.split('=')[1]}` },
      { 'clew-page-key': browser['clew-page-key'] },
      { cookie: `clew-${Number(port()) + 1}=${server.token}` },
      { cookie: browser.cookie.replace(/^clew-\d+/, `clew-${Number(port()) + 1}`) },
      { cookie: `clew=${server.token}; token=${server.token}` },
      { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
    ];
    const wrong: string[] = [];
    for (const endpoint of ofOperators) {
      for (const headers of credentials) {
        const path = addressOf(endpoint);
        for (const address of [path, `${path}?token=${server.token}&share=${share}`]) {
          const { status } = await ask(endpoint.method, address, { ...json, ...headers });
          if (status !== 401) wrong.push(`${endpoint.method} ${address} ${JSON.stringify(headers)}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(ofOperators.length).toBeGreaterThan(20);
  });

  test('that changes something answers 403 to a page of another site, though its visitor is signed in', async () => {
    const origins = ['http://evil.example', 'null', `http://127.0.0.1:${Number(port()) + 1}`, `http://localhost:1`, ''];
    for (const endpoint of changing) {
      for (const origin of origins) {
        const { status } = await ask(endpoint.method, addressOf(endpoint), { ...json, ...signedIn(), origin });
        expect([endpoint.path, origin, status]).toEqual([endpoint.path, origin, 403]);
      }
    }
    expect((await server.runs.get(runId))?.phase).not.toBe('done');
    expect((await server.links.find({ kind: 'run', id: runId }))?.token).toBe(share);
  });

  test('answers 421 under a name that is not the server’s', async () => {
    const hosts = [
      'evil.example',
      `127.0.0.1.evil.example:${port()}`,
      `localhost.:${port()}`,
      `127.1:${port()}`,
      `2130706433:${port()}`,
      `0x7f.0.0.1:${port()}`,
      `user@127.0.0.1:${port()}`,
      `127.0.0.1:${port()}.evil.example`,
      `evil.example#127.0.0.1:${port()}`,
      `[::ffff:127.0.0.1]:${port()}`,
      `127.0.0.1:${port()}/`,
      '127.0.0.1',
    ];
    for (const endpoint of allEndpoints) {
      for (const host of hosts) {
        const { status } = await ask(endpoint.method, addressOf(endpoint), { ...json, ...signedIn(), host });
        expect([endpoint.path, host, status]).toEqual([endpoint.path, host, 421]);
      }
    }
  });

  // Last, since it stops what it may stop.
  test('opens to the token, to the key of this start and to a browser that signed in here', async () => {
    const { key } = JSON.parse(await readFile(join(directory.path, 'server.json'), 'utf8'));
    const credentials = [{ authorization: `Bearer ${server.token}` }, { authorization: `Bearer ${key}` }, browser];
    for (const endpoint of ofOperators.filter(({ path }) => path !== '/api/token')) {
      for (const headers of credentials) {
        const { status } = await ask(endpoint.method, addressOf(endpoint), { ...json, ...headers });
        expect([endpoint.path, status]).not.toEqual([endpoint.path, 401]);
      }
    }
  });
});

describe('a page', () => {
  test('leads to the sign-in page whoever is not signed in, but for those that are open', async () => {
    const app = join(packageRoot, 'app');
    const files = (await readdir(app, { recursive: true })).filter((file) => /(^|\/)page\.tsx$/.test(file));
    const paths = files.map((file) => `/${dirname(file)}`.replace('/.', '/').replaceAll(/\[(\w+)\]/g, ':$1'));
    expect(paths).toEqual(expect.arrayContaining(['/', '/sign-out', ...openPages]));
    const ended = await endedSession();
    for (const path of paths) {
      for (const headers of [{}, { cookie: ended }, { authorization: `Bearer ${share}` }]) {
        const { status } = await ask('GET', path.replaceAll(/:\w+/g, 'x'), headers);
        expect([path, headers, status]).toEqual([path, headers, openPages.includes(path) ? 200 : 303]);
      }
      expect((await ask('GET', path.replaceAll(/:\w+/g, 'x'), browser)).status).toBe(200);
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('takes no %s', async (method) => {
    expect((await ask(method, '/new', browser)).status).toBe(405);
  });

  test.each(['//evil.example/', '/\\evil.example/', '/\\/evil.example/', '/%5cevil.example/', '/%2fevil.example/'])(
    'at %s with the token leads to this server and nowhere else',
    async (path) => {
      const { status, location = '' } = await ask('GET', `${path}?token=${server.token}`, {});
      expect(status).toBe(303);
      expect(new URL(location, server.address).origin).toBe(server.address);
      const signIn = await ask('GET', path, {});
      expect(new URL(signIn.location ?? '', server.address).origin).toBe(server.address);
    },
  );
});

/** What the HTTP client of Node would not send. @returns the first line of the answer */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port()), '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      received += part;
      socket.destroy();
    });
    socket.on('close', () => resolve(received.split('\r\n')[0] ?? ''));
    socket.on('error', reject);
  });
}

describe('a connection', () => {
  const head = () => `Host: 127.0.0.1:${port()}\r\nAuthorization: Bearer ${server.token}\r\n`;

  test('whose request has two lengths is refused', async () => {
    const two = `POST /api/runs HTTP/1.1\r\n${head()}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
    expect(await sendRaw(two)).toContain(' 400 ');
    const twice = `POST /api/runs HTTP/1.1\r\n${head()}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`;
    expect(await sendRaw(twice)).toContain(' 400 ');
  });

  test('whose request names two servers, or none, is refused', async () => {
    expect(await sendRaw(`GET http://evil.example/api/runs HTTP/1.1\r\n${head()}\r\n`)).toContain(' 400 ');
    expect(await sendRaw(`GET http://127.0.0.1:${port()}/api/runs HTTP/1.1\r\n${head()}\r\n`)).toContain(' 400 ');
    expect(await sendRaw('GET /api/runs HTTP/1.1\r\n\r\n')).toContain(' 400 ');
    expect(await sendRaw('GET /api/runs HTTP/1.0\r\n\r\n')).toContain(' 421 ');
  });

  test('whose headers are too long is refused', async () => {
    expect(await sendRaw(`GET /api/runs HTTP/1.1\r\n${head()}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toContain(
      ' 431 ',
    );
  });
});
