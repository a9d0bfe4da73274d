import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import { processId } from '../base/process';
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { proofOf } from '../web/auth/token';
import { ServerFile } from '../web/server-file';
import { findServer, ServerClient } from './server-client';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let other: Server;
/** What the other program does. */
let listener: RequestListener;
/** All that it was told. */
let heard: string[];
let said: string[];

beforeEach(async () => {
  directory = await temporaryDirectory();
  heard = [];
  said = [];
  other = createServer((request, response) => {
    heard.push([request.url, ...request.rawHeaders].join('\n'));
    listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
});

afterEach(async () => {
  other.close();
  other.closeAllConnections();
  await directory.remove();
});

const port = () => (other.address() as AddressInfo).port;
const origin = () => `http://127.0.0.1:${port()}`;
const key = 'the-key-of-a-start';
const leaveFile = (text: string) => writeFile(join(directory.path, 'server.json'), text);
const find = () => findServer(directory.path, (line) => void said.push(line));
const leaveOwn = (address = origin()) => new ServerFile(directory.path, address).write(key);

/** The server itself. */
const provesIt: RequestListener = ({ url, socket: { localAddress, localPort } }, response) => {
  const nonce = url?.split('/').at(-1) ?? '';
  response.end(JSON.stringify({ proof: proofOf(key, nonce, { address: localAddress, port: localPort }) }));
};

describe('the server of a data directory', () => {
  test('is the one that proves it', async () => {
    listener = provesIt;
    await leaveOwn();
    expect(await find()).toMatchObject({ origin: origin() });
    expect(said).toEqual([]);
    expect(heard.join()).not.toContain(key);
  });

  test.each(['', '{"pid": 1', 'null', '{"pid":1}', '{"pid":1,"url":"nowhere","key":"k"}', '\0\0\0', '[]'])(
    'is not there where its file says %j, and that is said',
    async (text) => {
      await leaveFile(text);
      expect(await find()).toBeUndefined();
      expect(said).toEqual([expect.stringMatching(/server\.json is not what a server writes, and is taken for none/)]);
    },
  );

  test('is not there where none was, or its process is gone, or another has its number', async () => {
    expect(await find()).toBeUndefined();
    listener = provesIt;
    const startTicks = (await processId(process.pid))?.startTicks ?? 0;
    for (const process of [
      { pid: 2 ** 22 + 1, startTicks },
      { pid: globalThis.process.pid, startTicks: startTicks - 1 },
    ]) {
      await leaveFile(JSON.stringify({ ...process, url: origin(), key }));
      expect(await find()).toBeUndefined();
    }
    expect([said, heard]).toEqual([[], []]);
  });

  test.each([
    ['{"proof":"guess"}', 200],
    ['hello', 200],
    ['{"runs":[],"total":0}', 200],
    ['{"error":{"message":"sign in"}}', 401],
    ['x'.repeat(5_000), 200],
  ])('is not another program on its port that answers %.20j, which is told no secret', async (text, status) => {
    listener = (_, response) => response.writeHead(status).end(text);
    await leaveOwn();
    expect(await find()).toBeUndefined();
    expect(said).toEqual([
      `clew: what listens at ${origin()} is not the server of ${directory.path}; it was told no secret`,
    ]);
    expect(heard.join()).not.toContain(key);
  });

  test('is not a program that hands the question on to the server on another port, or on another address', async () => {
    for (const host of ['127.0.0.1', '127.0.0.2']) {
      const server = createServer(provesIt).listen(host === '127.0.0.1' ? 0 : port(), host);
      await once(server, 'listening');
      const { port: itsPort } = server.address() as AddressInfo;
      listener = ({ url }, response) => {
        httpRequest({ host, port: itsPort, path: url }, (answer) => answer.pipe(response)).end();
      };
      await leaveOwn();
      expect(await find()).toBeUndefined();
      server.close();
      server.closeAllConnections();
    }
    expect(said).toHaveLength(2);
  });

  test('is not waited for where what listens stays silent, or never ends its answer', async () => {
    for (listener of [() => undefined, (_, response) => void response.write('{"proof":')] satisfies RequestListener[]) {
      await leaveOwn();
      expect(await find()).toBeUndefined();
    }
    expect(said[0]).toMatch(/process \d+ is said to serve .+, where none answers: nothing came within 2 s/);
  });
});

describe('a request of a command', () => {
  const stop = () =>
    new ServerClient(directory.path, { origin: origin(), key }).ask(endpoints.stopRun, { params: { id: 'x' } });

  test('that is refused throws the words of the server, with the fields', async () => {
    const text = '{"error":{"message":"the plan is not valid","issues":[{"path":"load","message":"no"}]}}';
    listener = (_, response) => response.writeHead(400).end(text);
    await expect(stop()).rejects.toMatchObject({
      status: 400,
      message: 'the server refused: the plan is not valid (load: no)',
    });
    listener = (_, response) => response.writeHead(502).end('<html>');
    await expect(stop()).rejects.toThrow('the server refused: it answered 502');
  });

  test('that another version answers differently says which version to use', async () => {
    listener = (_, response) => response.writeHead(202).end('{"id":"x"}');
    await expect(stop()).rejects.toMatchObject({
      failure: { message: expect.stringContaining('/api/runs/:id/stop'), cure: expect.stringContaining('version') },
    });
  });

  test('that nobody answers says so', async () => {
    const gone = origin();
    other.close();
    await expect(
      new ServerClient(directory.path, { origin: gone, key }).ask(endpoints.listRuns, {}),
    ).rejects.toMatchObject({
      failure: { message: `the server at ${gone} does not answer`, cure: expect.stringContaining('start it again') },
    });
  });

  test('finds the key of a server that was started anew meanwhile', async () => {
    const client = new ServerClient(directory.path, { origin: origin(), key: 'the key of an earlier start' });
    listener = (request, response) => {
      if (request.url?.startsWith('/api/proof/')) return provesIt(request, response);
      const isRight = request.headers.authorization === `Bearer ${key}`;
      response
        .writeHead(isRight ? 200 : 401)
        .end(isRight ? '{"runs":[],"total":0}' : '{"error":{"message":"sign in"}}');
    };
    await leaveOwn();
    expect(await client.ask(endpoints.listRuns, {})).toEqual({ runs: [], total: 0 });
  });
});
