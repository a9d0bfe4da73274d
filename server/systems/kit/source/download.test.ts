import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DownloadRequest, downloadedFile } from './download';

const content = randomBytes(300_000);
const right = createHash('sha256').update(content).digest('hex');
const never = new AbortController().signal;

let directory: string;
let server: Server;
let requests: string[];
let answer: RequestListener;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-download-'));
  requests = [];
  answer = (_request, response) => void response.end(content);
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

function want(more: Partial<DownloadRequest> = {}): DownloadRequest {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/etcd.tar.gz`;
  return { url, sha256: right, cacheDirectory: directory, report: { log: () => undefined }, signal: never, ...more };
}

async function failureOf(request: DownloadRequest) {
  const error = await downloadedFile(request).catch((reason: unknown) => reason);
  return (error as { failure?: unknown }).failure ?? error;
}

/** Nothing half done is left where it could be taken for whole. */
async function kept(): Promise<readonly string[]> {
  return readdir(join(directory, 'downloads'));
}

describe('a file by its address', () => {
  it('is fetched once for many, and kept under its sum', async () => {
    const paths = await Promise.all(Array.from({ length: 5 }, () => downloadedFile(want())));
    expect(new Set(paths).size).toBe(1);
    expect((await readFile(paths[0] ?? '')).equals(content)).toBe(true);
    expect(await downloadedFile(want({ url: 'http://127.0.0.1:1/gone', sha256: right.toUpperCase() }))).toBe(paths[0]);
    expect(requests).toEqual(['/etcd.tar.gz']);
    expect(await kept()).toEqual([right]);
  });

  it('is fetched from where the server points', async () => {
    answer = (request, response) => {
      if (request.url === '/there') response.end(content);
      else response.writeHead(302, { location: '/there' }).end();
    };
    expect((await readFile(await downloadedFile(want()))).equals(content)).toBe(true);
    expect(requests).toEqual(['/etcd.tar.gz', '/there']);
  });

  it.each([
    ['/round', /redirected more than 5 times$/],
    ['ftp://127.0.0.1/x', /redirected from http: to ftp:, which is less safe$/],
    ['http://me:secret@127.0.0.1/x', /redirected to an address with a password$/],
    ['http://[', /redirected to something that is no address$/],
  ])('is not fetched from %s, however the server points there', async (location, message) => {
    answer = (_request, response) => void response.writeHead(302, { location }).end();
    expect(await failureOf(want())).toMatchObject({ message: expect.stringMatching(message) });
    expect(requests.length).toBeLessThanOrEqual(6);
    expect(await kept()).toEqual([]);
  });

  it('from elsewhere is not fetched from this machine', async () => {
    // A name that is looked up as an address elsewhere, and answered here.
    const elsewhere = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    if (!elsewhere) return expect(elsewhere).toBeUndefined();
    const outer = createServer((_, response) => void response.writeHead(302, { location: want().url }).end());
    await new Promise<void>((resolve) => outer.listen(0, elsewhere.address, resolve));
    try {
      const url = `http://${elsewhere.address}:${(outer.address() as AddressInfo).port}/x`;
      expect(await failureOf(want({ url }))).toMatchObject({
        message: expect.stringMatching(/redirected into this machine$/),
      });
      expect(requests).toEqual([]);
    } finally {
      outer.close();
    }
  });

  it('is told of without what stands behind its question mark', async () => {
    answer = (_request, response) => void response.writeHead(404).end();
    const error = await failureOf(want({ url: `${want().url}?signature=SECRET` }));
    expect(error).toMatchObject({ message: expect.stringContaining('/etcd.tar.gz?… could not') });
    expect(JSON.stringify(error)).not.toContain('SECRET');
  });

  it('with another sum is refused, both sums named, and not kept', async () => {
    const wrong = 'f'.repeat(64);
    expect(await failureOf(want({ sha256: wrong }))).toMatchObject({
      message: expect.stringMatching(new RegExp(`its sha256 is ${right}, not ${wrong}$`)),
      cure: expect.stringContaining('300000 bytes came'),
      command: expect.stringMatching(/^GET http/),
    });
    expect(await kept()).toEqual([]);
  });

  it('that is not there is an error with the server’s words', async () => {
    answer = (_request, response) => void response.writeHead(404).end('no');
    expect(await failureOf(want())).toMatchObject({
      message: expect.stringMatching(/could not be downloaded: the server answered 404 Not Found$/),
    });
  });

  it('on a server that nobody reaches is an error that says how to go on', async () => {
    expect(await failureOf(want({ url: 'http://127.0.0.1:1/etcd' }))).toMatchObject({
      message: expect.stringMatching(/ECONNREFUSED|bad port/),
      cure: expect.stringContaining('give the file itself'),
    });
  });

  it('that ends too soon is an error', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000), () => response.destroy());
    };
    expect(await failureOf(want())).toMatchObject({ message: expect.stringContaining('could not be downloaded') });
    expect(await kept()).toEqual([]);
  });

  it('that is too large is not fetched to its end, whether or not the server says how large it is', async () => {
    const limits = { maxBytes: 100_000, silenceMs: 10_000 };
    const tooLarge = { message: expect.stringMatching(/could not be downloaded: it is larger than 0 MB$/) };
    expect(await failureOf(want({ limits }))).toMatchObject(tooLarge);
    answer = (_request, response) => {
      response.write(content);
      response.end();
    };
    expect(await failureOf(want({ limits }))).toMatchObject(tooLarge);
  });

  it('of a server that falls silent is given up', async () => {
    answer = (_request, response) => void response.write(content.subarray(0, 1000));
    expect(await failureOf(want({ limits: { maxBytes: 1e6, silenceMs: 100 } }))).toMatchObject({
      message: expect.stringMatching(/nothing came for 0.1 s$/),
    });
  });

  it('is given up when the run is stopped', async () => {
    const stop = new AbortController();
    answer = (_request, response) => {
      response.write(content.subarray(0, 1000));
      stop.abort(new Error('stopped'));
    };
    await expect(downloadedFile(want({ signal: stop.signal }))).rejects.toThrow('stopped');
  });
});
