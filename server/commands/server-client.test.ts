import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { findServer, ServerClient } from './server-client';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let other: Server;
let answer: { readonly status: number; readonly text: string };

/** Another program, which answers everything in the same way. */
beforeEach(async () => {
  directory = await temporaryDirectory();
  other = createServer((_, response) => response.writeHead(answer.status).end(answer.text)).listen(0, '127.0.0.1');
  await once(other, 'listening');
});

afterEach(async () => {
  other.close();
  other.closeAllConnections();
  await directory.remove();
});

const origin = () => `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
const leaveFile = (text: string) => writeFile(join(directory.path, 'server.json'), text);

describe('the server of a data directory', () => {
  test.each(['', '{"pid": 1', 'null', '{"pid":1}', '{"pid":1,"url":"nowhere","token":"t"}'])(
    'is not there where its file says %j',
    async (text) => {
      await leaveFile(text);
      expect(await findServer(directory.path)).toBeUndefined();
    },
  );

  test('is not another program on the port that a killed server had', async () => {
    await leaveFile(JSON.stringify({ pid: 1, url: origin(), token: 't' }));
    for (answer of [
      { status: 200, text: 'hello' },
      { status: 200, text: '{"runs":"none"}' },
      { status: 401, text: '{"error":{"message":"sign in"}}' },
    ]) {
      expect(await findServer(directory.path)).toBeUndefined();
    }
    answer = { status: 200, text: '{"runs":[]}' };
    expect(await findServer(directory.path)).toMatchObject({ origin: origin() });
  });
});

describe('a request of a command', () => {
  const stop = () => new ServerClient(origin(), 't').ask(endpoints.stopRun, { params: { id: 'x' } });

  test('that is refused throws the words of the server, with the fields', async () => {
    answer = {
      status: 400,
      text: '{"error":{"message":"the plan is not valid","issues":[{"path":"load","message":"no"}]}}',
    };
    await expect(stop()).rejects.toMatchObject({
      status: 400,
      message: 'the server refused: the plan is not valid (load: no)',
    });
    answer = { status: 502, text: '<html>' };
    await expect(stop()).rejects.toThrow('the server refused: it answered 502');
  });

  test('that another version answers differently says which version to use', async () => {
    answer = { status: 202, text: '{"id":"x"}' };
    await expect(stop()).rejects.toMatchObject({
      failure: { message: expect.stringContaining('/api/runs/:id/stop'), cure: expect.stringContaining('version') },
    });
  });
});
