/**
 * One server: the workspace in its data directory, the stream to every viewer, and the pages. The command line calls
 * `serve`; what a run works on and how a cluster is checked are handed in.
 */
import { once } from 'node:events';
import { createServer, type Server as HttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { RunFailure } from '@/lib/protocol/entry';
import type { SharedReader } from '@/lib/protocol/shared-reader';
import { Guests } from '../audience/guests';
import { ClewError } from '../base/failure';
import { quietLog } from '../base/log';
import { readIfThere } from '../base/read-if-there';
import { within } from '../base/within';
import { Makings } from '../export/makings';
import { Imports } from '../import/imports';
import type { Experiments } from '../jobs/experiments';
import { type Links, LockedLinkError } from '../jobs/links';
import type { Runs } from '../jobs/runs';
import type { Trends } from '../jobs/trends';
import { openWorkspace, type WorkspaceOptions } from '../jobs/workspace';
import { Webhooks } from '../webhooks/webhooks';
import { type FailureLimit, Failures } from './auth/failures';
import { Gate } from './auth/gate';
import { Sessions } from './auth/sessions';
import { Secrets } from './auth/token';
import { apiListener } from './http/api';
import type { Examine } from './http/cluster-handlers';
import { connectionsWithin, limitConnections } from './http/connection-limits';
import { guardConnections } from './http/connections';
import { entrance } from './http/entrance';
import { bringsFile } from './http/import-handlers';
import { openPages, type Pages, type PagesOptions } from './http/pages';
import { ServerFile } from './server-file';
import { StreamEngine } from './stream/engine';
import { Hub } from './stream/hub';

export interface ServeOptions extends WorkspaceOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  readonly examine: Examine;
  /** Compile the pages as they are asked for. */
  readonly isDevelopment?: boolean;
  /** Without it, Next's pages of this package. */
  readonly openPages?: (options: PagesOptions) => Promise<Pages>;
  /** Whether webhooks may lead to this machine and to private networks. */
  readonly allowsPrivateWebhooks?: boolean | undefined;
  /** For tests that guess a lot. */
  readonly failureLimit?: FailureLimit;
  /** Gives back what the runs worked on, as soon as they are over and before anything that may take long. */
  readonly closeTestbeds?: () => Promise<void>;
}

export interface ServerHandle {
  /** `http://127.0.0.1:3000` */
  readonly address: string;
  /** The address with the token in it, for a person's browser. */
  readonly url: string;
  readonly token: string;
  readonly runs: Runs;
  readonly experiments: Experiments;
  readonly links: Links;
  readonly trends: Trends;
  /** Stops the runs, disconnects everyone and closes the data directory. */
  close(): Promise<void>;
  /** The same after an error of our own: every run that goes on ends as that error. */
  abandon(failure: RunFailure): Promise<void>;
}

/** @throws ClewError when the port or the data directory is in use, or the pages were not built */
export async function serve(options: ServeOptions): Promise<ServerHandle> {
  const { dataDirectory, host = '127.0.0.1', isDevelopment = false, examine, now, publicUrl } = options;
  const log = options.log ?? quietLog();
  const closers: (() => Promise<void>)[] = [];
  const close = () => closeAll(closers, log);
  try {
    const workspace = await openWorkspace({ ...options, startsSchedules: true, log });
    closers.push(() => workspace.close());
    const { runs, library, experiments, links, healing, rejudging, schedules, trends } = workspace;
    const told = { table: workspace.webhooks, runs, log, publicUrl, allowsPrivate: options.allowsPrivateWebhooks, now };
    const webhooks = new Webhooks(told);
    // Behind the runs, whose ends it tells.
    closers.push(() => webhooks.close());
    const guests = new Guests({ runs, experiments, links, trends });
    const secrets = await Secrets.open(dataDirectory);
    const token = () => secrets.token;
    const sessions = await Sessions.open({ table: workspace.sessions, events: workspace.events, token, log, now });
    const failures = new Failures(log, options.failureLimit);
    const imports = await Imports.open({ runs, dataDirectory, log });
    closers.push(() => imports.close());
    const makings = await Makings.open(join(dataDirectory, 'made'));
    closers.push(() => makings.close());
    const pages = await (options.openPages ?? openPages)({
      isDevelopment,
      shared: sharedReaderOf(guests, publicUrl),
      isOperator: (request) => gate.admit(request).principal.kind === 'operator',
    });
    closers.push(() => pages.close());

    const maxConnections = connectionsWithin(await readIfThere('/proc/self/limits'));
    // Without a name of a server it is refused by us, as everything else.
    const http = createServer({ requireHostHeader: false, connectionsCheckingInterval: 5_000 });
    const port = await listen(http, host, options.port);
    // Nothing may wait between here and the hub: a request that came meanwhile would find nobody.
    const gate = new Gate({ secrets, sessions, host, port, publicUrl });
    const address = addressOf(host, port);
    const serverFile = new ServerFile(dataDirectory, address);
    const isLink = (link: string) => links.exists(link);
    const changeToken = async () => {
      await secrets.change();
      await sessions.endAll();
      await serverFile.write(secrets.key);
      return secrets.token;
    };
    const guarded = { gate, failures, isLink, log };
    const api = apiListener({
      ...guarded,
      runs,
      library,
      experiments,
      links,
      guests,
      healing,
      rejudging,
      schedules,
      trends,
      webhooks,
      imports,
      makings,
      secrets,
      changeToken,
      clusters: workspace.clusters,
      examine,
    });
    const engine = new StreamEngine();
    const isKnown = (request: IncomingMessage) => gate.admit(request).principal.kind === 'operator';
    const mayTakeLong = (request: IncomingMessage) => bringsFile(request) && isKnown(request);
    const keep = limitConnections(http, { maxConnections, isKnown, mayTakeLong });
    const hub = new Hub({ engine, runs, links, guests, gate, failures, keep, log });
    const stream: RequestListener = (request, response) => engine.handleRequest(request, response);
    http.on('request', entrance({ ...guarded, api, stream, pages: pages.listener, isDevelopment }));
    const endConnections = guardConnections({ http, gate, failures, engine, isDevelopment });
    closers.push(() => closeHttp(http, hub, endConnections));
    if (options.closeTestbeds) closers.push(options.closeTestbeds);
    // Once more and before the sockets, so that viewers see how their runs end; a second time does nothing.
    closers.push(async () => {
      await Promise.all([imports.close(), experiments.close(), runs.close()]);
    });

    closers.push(() => serverFile.remove());
    await serverFile.write(secrets.key);
    const abandon = async (failure: RunFailure) => {
      await within(closeLimitMs, runs.abandon(failure)).catch((error: unknown) =>
        log.error({ err: error }, 'the runs did not end well'),
      );
      await close();
    };
    return {
      address,
      url: `${address}/?token=${token()}`,
      token: token(),
      runs,
      experiments,
      links,
      trends,
      close,
      abandon,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function sharedReaderOf(guests: Guests, publicUrl: string | undefined): SharedReader {
  return {
    publicUrl,
    run: (token) => unlessLocked(async () => (await guests.run(token))?.run),
    experiment: (token) => unlessLocked(() => guests.experiment(token)),
    comparison: (token) => unlessLocked(() => guests.comparison(token)),
    trend: (token) => unlessLocked(() => guests.trend(token, { limit: 1 })),
  };
}

/** What is behind a password is on no preview: not even whoever has it is told by one. */
async function unlessLocked<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof LockedLinkError) return undefined;
    throw error;
  }
}

/** Runs stop well within this; what takes longer is left, and put right by the next start. */
const closeLimitMs = 6_500;

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
  const closed = new Promise((resolve) => http.close(resolve));
  await hub.close();
  http.closeAllConnections();
  endConnections();
  await closed;
}

function addressOf(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
