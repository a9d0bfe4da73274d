import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { type Message, send } from './send';

const never = new AbortController().signal;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=qsecretq`;
}

const body = '{"event":"run-finished","run":{"name":"é"}}';
const messageTo = (url: string): Message => ({
  id: 'd1',
  body,
  webhook: { id: 'w1', url, events: ['run-finished'], createdAt: 1, secret: 'whsec_x' },
});
const sent = (url: string, allowsPrivate = true) =>
  send(messageTo(url), { allowsPrivate, now: 1_700_000_000_999, signal: never });

test('what arrives is signed over its id, the time and the body', async () => {
  let got: { readonly request: IncomingMessage; readonly body: string } | undefined;
  const url = await listening(async (request, response) => {
    got = { request, body: await text(request) };
    response.end('thanks');
  });
  expect(await sent(url)).toEqual({ status: 200 });
  expect(got?.body).toBe(body);
  const mac = createHmac('sha256', 'whsec_x').update(`d1.1700000000.${body}`).digest('hex');
  expect(got?.request.headers).toMatchObject({
    'content-type': 'application/json',
    'clew-webhook-id': 'd1',
    'clew-webhook-timestamp': '1700000000',
    'clew-webhook-signature': `v1=${mac}`,
  });
  expect(got?.request.method).toBe('POST');
});

test('nobody on this machine is asked, unless that is allowed', async () => {
  let isAsked = false;
  const url = await listening((_, response) => {
    isAsked = true;
    response.end();
  });
  const problem = 'its address is that of this machine or of a private network';
  expect(await sent(url, false)).toEqual({ problem });
  expect(await sent(url.replace('127.0.0.1', 'localhost'), false)).toEqual({ problem });
  expect(isAsked).toBe(false);
});

test('a redirect is not followed, not even to where it may be sent', async () => {
  const seen: string[] = [];
  const other = await listening((_, response) => {
    seen.push('other');
    response.end();
  });
  const url = await listening((_, response) => void response.writeHead(302, { location: other }).end());
  expect(await sent(url)).toEqual({ status: 302, problem: 'it answered 302: redirects are not followed' });
  expect(seen).toEqual([]);
});

test('a refusal is one, and of an answer without end no more is read than is needed', async () => {
  const refusing = await listening((_, response) => void response.writeHead(500).end('qinternalq'));
  expect(await sent(refusing)).toEqual({ status: 500, problem: 'it answered 500' });
  const endless = await listening((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(64_000)));
    };
    response.on('drain', more);
    more();
  });
  expect(await sent(endless)).toEqual({ status: 200 });
});

test('what went wrong is told without the address, which may hold a secret', async () => {
  const url = await listening((request) => request.socket.destroy());
  const cut = await sent(url);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const refused = await sent(url);
  for (const { problem = '' } of [cut, refused]) {
    expect(problem).not.toBe('');
    expect(problem).not.toMatch(/qsecretq|127\.0/);
  }
  expect(refused).toEqual({ problem: 'nobody listens there' });
});

test('the end of the server ends a try', async () => {
  const url = await listening(() => undefined);
  const end = new AbortController();
  const trying = send(messageTo(url), { allowsPrivate: true, now: 1, signal: end.signal });
  end.abort(new Error('the server ends'));
  expect((await trying).problem).toBeDefined();
});
