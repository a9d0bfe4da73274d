/** Every answer carries the headers, whoever gives it: we, the stream, or Node before there is a request. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import { servePuppet } from '../puppet-server.fixture';
import type { ServerHandle } from '../serve';
import { commonHeaders } from './headers';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path, undefined, {
    openPages: async () => ({
      // As Next reads it.
      listener: ({ headers }, response) => void response.end(headers['content-security-policy']),
      close: async () => undefined,
    }),
  });
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

const port = () => Number(new URL(server.address).port);
const bearer = () => ({ authorization: `Bearer ${server.token}` });

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const take = (response: IncomingMessage) => {
      const { statusCode: status = 0, headers: sent } = response;
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('close', () => resolve({ status, headers: sent, text }));
    };
    const request = httpRequest({ host: '127.0.0.1', port: port(), path, method, headers }, take);
    request.on('error', reject);
    request.on('upgrade', (response, socket) => {
      take(response);
      socket.destroy();
    });
    request.end();
  });
}

/** Bytes that are no request, or half of one. */
function send(text: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port(), '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (part) => (received += part));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = received.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = lines.map((line) => line.split(/: (.*)/).slice(0, 2));
      resolve({ status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers), text: body });
    });
  });
}

const handshake = {
  connection: 'upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Those of a page differ in what it may load. */
const { 'content-security-policy': closed, ...others } = commonHeaders;

test.each([
  ['an answer of the API', 'GET', '/api/openapi.json', {}, 200],
  ['a refusal of the API', 'GET', '/api/runs', {}, 401],
  ['an address that cannot be decoded', 'GET', '/api/runs/%E0%A4%A', {}, 400],
  ['another name', 'GET', '/', { host: 'evil.example' }, 421],
  ['a page of another site', 'POST', '/api/runs', { origin: 'http://evil.example' }, 403],
  ['the way to the sign-in page', 'GET', '/new', {}, 303],
  ['a handshake by polling', 'GET', '/socket.io/?EIO=4&transport=polling', {}, 200],
  ['a handshake of an older protocol', 'GET', '/socket.io/?EIO=3&transport=polling', {}, 400],
  ['a request of a stranger to a connection', 'GET', '/socket.io/?EIO=4&transport=polling&sid=x', {}, 400],
  ['a poll from another site', 'GET', '/socket.io/?EIO=4&transport=polling', { origin: 'http://evil.example' }, 403],
  ['a WebSocket to nowhere', 'GET', '/x', handshake, 404],
  ['a WebSocket from another site', 'GET', '/x', { ...handshake, origin: 'http://evil.example' }, 404],
  [
    'a stream from another site',
    'GET',
    '/socket.io/?EIO=4&transport=websocket',
    { ...handshake, origin: 'http://evil.example' },
    403,
  ],
  ['a stream under another name', 'GET', '/socket.io/?EIO=4&transport=websocket', { ...handshake, host: 'a.b' }, 421],
  ['a stream of an older protocol', 'GET', '/socket.io/?EIO=3&transport=websocket', handshake, 400],
  ['a stream of a stranger', 'GET', '/socket.io/?EIO=4&transport=websocket&sid=x', handshake, 400],
  [
    'a WebSocket without a key',
    'GET',
    '/socket.io/?EIO=4&transport=websocket',
    { ...handshake, 'sec-websocket-key': 'x' },
    400,
  ],
  ['an expectation that nobody meets', 'GET', '/api/openapi.json', { expect: 'a miracle' }, 417],
] as const)('%s', async (_, method, path, headers, status) => {
  const answer = await ask(method, path, headers);
  expect(answer).toMatchObject({ status, headers: { ...others, 'content-security-policy': closed } });
});

test.each([
  ['no request', 'hello\r\n\r\n', 400],
  ['a request without a name of a server', 'GET /api/runs HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['headers that are too long', `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['a request with two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n', 400],
] as const)('%s', async (_, text, status) => {
  const answer = await send(text);
  expect(answer).toMatchObject({ status, headers: commonHeaders });
  expect(JSON.parse(answer.text)).toMatchObject({ error: { message: expect.any(String) } });
});

test('a page may run the scripts that are marked for this one answer, and no other', async () => {
  const seen = new Set<string>();
  for (const path of ['/', '/new', '/share/x', '/sign-in', '/_next/static/x.js', '/nowhere']) {
    const answer = await ask('GET', path, { ...bearer(), 'content-security-policy': "script-src 'nonce-mine'" });
    expect(answer).toMatchObject({ status: 200, headers: others });
    const policy = String(answer.headers['content-security-policy']);
    expect(answer.text).toBe(policy);
    expect(policy).not.toMatch(/unsafe|mine/);
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/]{22}==';.*frame-ancestors 'none'/);
    seen.add(policy);
  }
  expect(seen.size).toBe(6);
});
