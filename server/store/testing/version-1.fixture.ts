/**
 * What Clew 0.1 wrote before plans had a version 2: a data directory with five runs and an experiment, the exports of
 * those runs, a plan and an experiment as documents. `library.tar.br` holds the directories `data` and `exports`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const decompress = promisify(brotliDecompress);

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
  const archive = join(path, 'library.tar');
  await writeFile(archive, await decompress(await readFile(join(directory, 'library.tar.br'))));
  // From a file: tar closes a pipe at the end of the archive, before what fills its last block was read.
  await promisify(execFile)('tar', ['-xf', archive, '-C', path, '--no-same-owner']);
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
