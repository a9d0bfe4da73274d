/**
 * What Clew 0.1 wrote before plans had a version 2: a data directory with five runs and an experiment, the exports of
 * those runs, a plan and an experiment as documents. `library.tar.br` holds the directories `data` and `exports`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';

const directory = fileURLToPath(new URL('version-1/', import.meta.url));

export interface Version1Library {
  /** A copy that the test may write to. */
  readonly data: string;
  /** A file that version 1 exported, such as `register-valid.history.edn`. */
  exported(file: string): Promise<string>;
  remove(): Promise<void>;
}

export async function unpackVersion1(): Promise<Version1Library> {
  const path = await mkdtemp(join(tmpdir(), 'clew-version-1-'));
  const tar = spawn('tar', ['-xf', '-', '-C', path, '--no-same-owner'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(tar, 'close');
  await pipeline(createReadStream(join(directory, 'library.tar.br')), createBrotliDecompress(), tar.stdin);
  const [code] = await ended;
  if (code !== 0) throw new Error(`tar ended with ${code}`);
  return {
    data: join(path, 'data'),
    exported: (file) => readFile(join(path, 'exports', file), 'utf8'),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** @param name plan.json or experiment.json */
export async function version1Document(name: 'plan.json' | 'experiment.json'): Promise<unknown> {
  return JSON.parse(await readFile(join(directory, name), 'utf8'));
}
