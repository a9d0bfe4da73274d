/** What the commands are tested with: a terminal that can be read, and a server whose tests run in memory. */
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { memoryTestbed } from '../testbed/memory/testbed';
import { type ServerHandle, serve } from '../web/serve';
import type { Terminal } from './terminal';

export function paper() {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = { out: (line) => out.push(line), err: (line) => err.push(line) };
  return { out, err, terminal };
}

export interface Served extends Pick<ServerHandle, 'address' | 'token' | 'runs' | 'experiments'> {
  /** Of the server's data; what a test writes there goes with it. */
  readonly path: string;
  end(): Promise<void>;
}

/** Without pages. */
export async function servedInMemory(): Promise<Served> {
  const directory = await temporaryDirectory();
  const server = await serve({
    port: 0,
    dataDirectory: directory.path,
    openTestbed: async (plan) => memoryTestbed(plan),
    examine: async () => [],
    openPages: async () => ({ listener: (_, response) => void response.end(), close: async () => undefined }),
  });
  const { address, token, runs, experiments } = server;
  return {
    ...{ address, token, runs, experiments },
    path: directory.path,
    async end() {
      await server.close();
      await directory.remove();
    },
  };
}
