/**
 * One server: the workspace in its data directory, the stream to every viewer, and the pages. The command line calls
 * `serve`; what a run works on and how a cluster is checked are handed in.
 */
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { RunFailure } from '@/lib/protocol/entry';
import type { SharedReader } from '@/lib/protocol/shared-reader';
import { Guests } from '../audience/guests';
import { ClewError } from '../base/failure';
import { quietLog } from '../base/log';
import { within } from '../base/within';
import { Makings } from '../export/makings';
import type { Experiments } from '../jobs/experiments';
import type { Runs } from '../jobs/runs';
import { openWorkspace, type WorkspaceOptions } from '../jobs/workspace';
import { Gate } from './auth/gate';
import { operatorToken } from './auth/token';
import { apiListener } from './http/api';
import { limitConnections } from './http/connection-limits';
import { entrance } from './http/entrance';
import { securityHeaders } from './http/headers';
import { openPages, type Pages } from './http/pages';
import type { CheckCluster } from './http/run-handlers';
import { guardConnections } from './http/upgrades';
import { Hub } from './stream/hub';

export interface ServeOptions extends WorkspaceOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  readonly checkCluster: CheckCluster;
  /** Compile the pages as they are asked for. */
  readonly isDevelopment?: boolean;
  /** Without it, Next's pages of this package. */
  readonly openPages?: () => Promise<Pages>;
}

export interface ServerHandle {
  /** `http://127.0.0.1:3000` */
  readonly address: string;
  /** The address with the token in it, for a person's browser. */
  readonly url: string;
  readonly token: string;
  readonly runs: Runs;
  readonly experiments: Experiments;
  /** Stops the runs, disconnects everyone and closes the data directory. */
  close(): Promise<void>;
  /** The same after an error of our own: every run that goes on ends as that error. */
  abandon(failure: RunFailure): Promise<void>;
}

/** What another process on this machine needs to submit runs to a server that is up: <data>/server.json. */
export interface ServerFile {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
}

/** @throws ClewError when the port or the data directory is in use, or the pages were not built */
export async function serve(options: ServeOptions): Promise<ServerHandle> {
  const { dataDirectory, host = '127.0.0.1', isDevelopment = false, checkCluster } = options;
  const log = options.log ?? quietLog();
  const closers: (() => Promise<void>)[] = [];
  const close = () => closeAll(closers, log);
  try {
    const workspace = await openWorkspace({ ...options, log });
    closers.push(() => workspace.close());
    const { runs, experiments, healing } = workspace;
    const guests = new Guests(runs, experiments);
    const token = await operatorToken(dataDirectory);
    const makings = await Makings.open(join(dataDirectory, 'made'));
    closers.push(() => makings.close());
    const pages = await (
      options.openPages ??
      (() =>
        openPages({
          isDevelopment,
          shared: sharedReaderOf(guests),
          isOperator: (request) => gate.principalOf(request).kind === 'operator',
        }))
    )();
    closers.push(() => pages.close());

    const http = createServer();
    const port = await listen(http, host, options.port);
    // Nothing may wait between here and the hub: a request that came meanwhile would find nobody.
    const gate = new Gate({ token, host, port });
    const api = apiListener({ runs, experiments, guests, healing, makings, gate, checkCluster, log });
    const headers = securityHeaders(isDevelopment);
    http.on('request', entrance({ gate, api, pages: pages.listener, headers }));
    const endConnections = guardConnections({ http, gate, isDevelopment });
    const keep = limitConnections(http, { isKnown: (request) => gate.principalOf(request).kind === 'operator' });
    const hub = new Hub({ http, runs, guests, gate, keep, log });
    closers.push(() => closeHttp(http, hub, endConnections));
    // Once more and before the sockets, so that viewers see how their runs end; a second time does nothing.
    closers.push(async () => {
      await experiments.close();
      await runs.close();
    });

    const address = addressOf(host, port);
    closers.push(await writeServerFile(dataDirectory, { pid: process.pid, url: address, token }));
    const abandon = async (failure: RunFailure) => {
      await within(closeLimitMs, runs.abandon(failure)).catch((error: unknown) =>
        log.error({ err: error }, 'the runs did not end well'),
      );
      await close();
    };
    return { address, url: `${address}/?token=${token}`, token, runs, experiments, close, abandon };
  } catch (error) {
    await close();
    throw error;
  }
}

function sharedReaderOf(guests: Guests): SharedReader {
  return {
    run: async (token) => (await guests.run(token))?.run,
    experiment: (token) => guests.experiment(token),
  };
}

/** Runs stop well within this; what takes longer is left, and put right by the next start. */
const closeLimitMs = 7_000;

/** In the opposite order of opening, all of them, each trouble in the log and none waited for without end. */
async function closeAll(closers: (() => Promise<void>)[], log: Logger): Promise<void> {
  for (const closer of closers.splice(0).reverse()) {
    try {
      await within(closeLimitMs, closer());
    } catch (error) {
      log.error({ err: error }, 'something did not close well');
    }
  }
}

async function listen(http: HttpServer, host: string, port: number): Promise<number> {
  http.listen(port, host);
  try {
    await once(http, 'listening');
  } catch (error) {
    throw cannotListen(error, host, port);
  }
  const address = http.address();
  return typeof address === 'object' && address ? address.port : port;
}

function cannotListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const cure = `choose another one with --port ${port < 65_535 ? port + 1 : 3001}`;
  if (code === 'EADDRINUSE') {
    return new ClewError({ message: `port ${port} on ${host} is in use by another program`, cure }, { cause: error });
  }
  if (code === 'EACCES') {
    return new ClewError({ message: `port ${port} is not for this user`, cure }, { cause: error });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const message = `${host} is no address of this machine`;
    return new ClewError({ message, cure: 'choose one with --host, such as 127.0.0.1' }, { cause: error });
  }
  return error;
}

/** Viewers hold their connections open for as long as they can. */
async function closeHttp(http: HttpServer, hub: Hub, endConnections: () => void): Promise<void> {
  const closed = hub.close();
  http.closeAllConnections();
  endConnections();
  await closed;
}

function addressOf(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** @returns how to take the file away again */
async function writeServerFile(dataDirectory: string, content: ServerFile): Promise<() => Promise<void>> {
  const file = join(dataDirectory, 'server.json');
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  return () => rm(file, { force: true });
}
