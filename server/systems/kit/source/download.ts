/**
 * A file by its address, cached on the control machine by its sha256, so the same bytes are never downloaded twice.
 * Nothing is used before its sum was taken, so that it does not matter whom it came from.
 */

import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { createWriteStream } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fetch } from 'undici';
import { hidden, openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../../base/failure';
import type { Reporter } from '../client';
import { cachedDirectory } from './cached-directory';

/** Ten times the largest release of a system that Clew knows. */
const maxBytes = 1024 * 1024 * 1024;
/** A server that sends nothing for so long has gone. */
const silenceMs = 30_000;
/** The whole of it; 1 GiB over a slow line. */
const timeLimitMs = 15 * 60_000;
/** A download that is over sooner needs no words. */
const progressMs = 5000;

const megabyte = 1024 * 1024;

export interface DownloadLimits {
  readonly maxBytes: number;
  readonly silenceMs: number;
}

export interface DownloadRequest {
  readonly url: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly cacheDirectory: string;
  readonly report: Pick<Reporter, 'log'>;
  readonly signal: AbortSignal;
  readonly limits?: DownloadLimits;
}

/** @returns the path of the whole file, whose sum is right @throws ClewError with the cure */
export async function downloadedFile(request: DownloadRequest): Promise<string> {
  const directory = join(request.cacheDirectory, 'downloads', request.sha256.toLowerCase());
  await cachedDirectory(directory, (partial) => fetchFile(join(partial, 'file'), request));
  return join(directory, 'file');
}

async function fetchFile(path: string, request: DownloadRequest): Promise<void> {
  const { url, signal, limits = { maxBytes, silenceMs } } = request;
  const silence = new AbortController();
  const timer = setTimeout(
    () => silence.abort(new Error(`nothing came for ${limits.silenceMs / 1000} s`)),
    limits.silenceMs,
  );
  const hash = createHash('sha256');
  const counter = new Counter(request, limits, () => timer.refresh());
  try {
    const limit = AbortSignal.any([signal, silence.signal, AbortSignal.timeout(timeLimitMs)]);
    const response = await followed(url, limit);
    if (!response.ok) throw new DownloadError(`the server answered ${response.status} ${response.statusText}`.trim());
    if (response.body === null) throw new DownloadError('the server answered with nothing');
    counter.expect(Number(response.headers.get('content-length') ?? Number.NaN));
    await pipeline(Readable.fromWeb(response.body), counter, hashing(hash), createWriteStream(path), { signal: limit });
  } catch (error) {
    signal.throwIfAborted();
    const reason = silence.signal.aborted ? silence.signal.reason : error;
    throw new ClewError(
      {
        message: worded`${hidden(bareUrl(url), 'the file')} could not be downloaded: ${hidden(reasonOf(reason), reason instanceof DownloadError ? reason.message : 'nothing came of it')}`,
        cure: 'Correct system.source.url, connect this machine to the net, or give the file itself: system.source.from `file`.',
        command: `GET ${bareUrl(url)}`,
      },
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
  verify(request, hash.digest('hex'), counter.bytes);
}

function verify({ url, sha256 }: DownloadRequest, found: string, bytes: number): void {
  if (found === sha256.toLowerCase()) return;
  throw new ClewError({
    message: worded`${hidden(bareUrl(url), 'the file')} is another file than the plan names: its sha256 is ${openly(found)}, not ${openly(sha256.toLowerCase())}`,
    cure: `Compare both with what the publisher names; ${bytes} bytes came. If the file is right, correct system.source.sha256.`,
    command: `GET ${bareUrl(url)}`,
  });
}

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

/** Passes bytes on, counts them, and says now and then how many there are. */
class Counter extends Transform {
  bytes = 0;
  #expected = Number.NaN;
  #saidAt = performance.now();
  readonly #request: DownloadRequest;
  readonly #limits: DownloadLimits;
  readonly #onBytes: () => void;

  constructor(request: DownloadRequest, limits: DownloadLimits, onBytes: () => void) {
    super();
    this.#request = request;
    this.#limits = limits;
    this.#onBytes = onBytes;
  }

  /** @param bytes NaN where the server does not tell */
  expect(bytes: number): void {
    this.#expected = bytes;
    if (bytes > this.#limits.maxBytes) throw this.#tooLarge();
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.bytes += chunk.length;
    this.#onBytes();
    if (this.bytes > this.#limits.maxBytes) {
      done(this.#tooLarge());
      return;
    }
    if (performance.now() - this.#saidAt > progressMs) {
      this.#saidAt = performance.now();
      const of = Number.isNaN(this.#expected) ? '' : ` of ${(this.#expected / megabyte).toFixed(1)}`;
      this.#request.report.log(
        'clew.source',
        worded`${openly(`${(this.bytes / megabyte).toFixed(1)}${of}`)} MB of ${hidden(bareUrl(this.#request.url), 'the file')}`,
      );
    }
    done(null, chunk);
  }

  #tooLarge(): Error {
    return new DownloadError(`it is larger than ${Math.floor(this.#limits.maxBytes / megabyte)} MB`);
  }
}

/** What `fetch` says is `fetch failed`; why is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

/** Names nobody, and is the end of a sentence. */
class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/** A mirror sends on to another, and that to its storage; more is a circle. */
const maxRedirects = 5;

/** Addresses that mean this machine or its own network to whoever asks: where a redirect may not lead, unless the plan did. */
const inside = new BlockList();
inside.addSubnet('0.0.0.0', 8);
inside.addSubnet('127.0.0.0', 8);
inside.addSubnet('169.254.0.0', 16);
inside.addAddress('::', 'ipv6');
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');
inside.addSubnet('::ffff:0.0.0.0', 104, 'ipv6');
inside.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');
inside.addSubnet('::ffff:169.254.0.0', 112, 'ipv6');

/** Each step is looked at before it is taken. @throws DownloadError where one leads where the plan does not allow it */
async function followed(url: string, signal: AbortSignal): ReturnType<typeof fetch> {
  let at = new URL(url);
  const mayBeInside = await isInside(at);
  for (let steps = 0; ; steps++) {
    const response = await fetch(at, { signal, redirect: 'manual', headers: { 'accept-encoding': 'identity' } });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return response;
    await response.body?.cancel();
    if (steps === maxRedirects) throw new DownloadError(`it was redirected more than ${maxRedirects} times`);
    if (!URL.canParse(location, at.href)) throw new DownloadError('it was redirected to something that is no address');
    const next: URL = new URL(location, at);
    if (next.protocol !== at.protocol && next.protocol !== 'https:') {
      throw new DownloadError(`it was redirected from ${at.protocol} to ${next.protocol}, which is less safe`);
    }
    if (next.username !== '' || next.password !== '')
      throw new DownloadError('it was redirected to an address with a password');
    if (!mayBeInside && (await isInside(next))) throw new DownloadError('it was redirected into this machine');
    at = next;
  }
}

/** A name that cannot be looked up is left to `fetch`, which says so. */
async function isInside({ hostname }: URL): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await lookup(host, { all: true }).catch(() => []);
  return found.some(({ address, family }) => inside.check(address, family === 6 ? 'ipv6' : 'ipv4'));
}

/** Without what gives access: a user and a password, and a signature behind the question mark. */
function bareUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}
