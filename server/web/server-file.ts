/**
 * What a command on this machine needs to find the server of a data directory and to be let in: <data>/server.json. Only
 * its owner can read it, and what it says is good for as long as the process that wrote it lives.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { processId } from '../base/process';

const contentSchema = z.object({
  pid: z.int().check(z.positive()),
  /** Absent where the system does not tell. */
  startTicks: z.optional(z.int()),
  url: z.url({ protocol: /^http$/ }),
  /** The key of this start; see Secrets. */
  key: z.string().check(z.minLength(1)),
});

export type ServerFileContent = Readonly<z.output<typeof contentSchema>>;

const fileIn = (dataDirectory: string) => join(dataDirectory, 'server.json');

export class ServerFile {
  readonly #file: string;
  readonly #url: string;

  constructor(dataDirectory: string, url: string) {
    this.#file = fileIn(dataDirectory);
    this.#url = url;
  }

  async write(key: string): Promise<void> {
    const startTicks = (await processId(process.pid))?.startTicks;
    const content: ServerFileContent = { pid: process.pid, startTicks, url: this.#url, key };
    // Whole or not at all, and with a mode of its own.
    await rm(`${this.#file}.new`, { force: true });
    await writeFile(`${this.#file}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
    await rename(`${this.#file}.new`, this.#file);
  }

  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

/** Nothing where there is none; `unreadable` where a crash left half of one, or another version wrote it. */
export async function readServerFile(dataDirectory: string): Promise<ServerFileContent | 'unreadable' | undefined> {
  try {
    return contentSchema.safeParse(JSON.parse(await readFile(fileIn(dataDirectory), 'utf8'))).data ?? 'unreadable';
  } catch (error) {
    if (error instanceof SyntaxError) return 'unreadable';
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
