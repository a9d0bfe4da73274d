/** A server for as long as the process lives, ended well by Ctrl-C: runs are stopped, healed, checked and kept. */
import { resolve } from 'node:path';
import { checkClusterOf, TestbedOpener } from '../testbed/open-testbed';
import { type ServerHandle, serve } from '../web/serve';
import type { Terminal } from './terminal';

export interface ServeSettings {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  /** Next compiles the pages as they are asked for, and refreshes them when they change. */
  readonly development?: boolean;
}

export interface Serving {
  readonly server: ServerHandle;
  close(): Promise<void>;
}

export async function startServing({ port, host, data, development = false }: ServeSettings): Promise<Serving> {
  const dataDirectory = resolve(data);
  const testbeds = new TestbedOpener();
  const server = await serve({
    port,
    host,
    dataDirectory,
    isDevelopment: development,
    openTestbed: (plan, context) => testbeds.open(plan, context),
    checkCluster: (cluster) => checkClusterOf(cluster, dataDirectory),
  });
  return {
    server,
    async close() {
      await server.close();
      await testbeds.close();
    },
  };
}

/**
 * Waits for Ctrl-C or a request to end. The first one asks; a second one, from a person who will not wait, ends the
 * process at once, and what is left is cleaned up by the next lab.
 */
export function untilInterrupted(terminal: Terminal, message: string): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    const take = () => {
      if (isAsked) process.exit(130);
      isAsked = true;
      terminal.err(`\nclew: ${message}; again to end at once`);
      resolve();
    };
    process.on('SIGINT', take);
    process.on('SIGTERM', take);
    process.on('SIGHUP', take);
  });
}

export async function serveCommand(settings: ServeSettings, terminal: Terminal): Promise<number> {
  const serving = await startServing(settings);
  terminal.out(`Clew serves ${serving.server.url}`);
  terminal.err('Whoever has this address may launch tests. Ctrl-C ends the server.');
  await untilInterrupted(terminal, 'stopping the runs and taking the labs down');
  await serving.close();
  return 0;
}
