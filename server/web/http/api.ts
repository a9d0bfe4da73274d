/**
 * Everything under /api. Routes, access, bodies and answers are those of the contract in lib/protocol/api; hono matches
 * the path. Before a handler is asked, the request is from someone who may ask, and its body fits the schema.
 */

import type { IncomingMessage, RequestListener } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { allEndpoints, endpoints } from '@/lib/protocol/api/all-endpoints';
import type { Endpoint } from '@/lib/protocol/api/endpoint';
import { runFiles, sharedFiles } from '@/lib/protocol/api/endpoints';
import type { Author } from '@/lib/protocol/principal';
import type { Guests } from '../../audience/guests';
import { ownRun, type RunView } from '../../audience/run-view';
import { Places } from '../../base/places';
import type { Makings } from '../../export/makings';
import { type RunExport, runExports } from '../../export/run-export';
import type { Imports } from '../../import/imports';
import type { Clusters } from '../../jobs/clusters';
import type { Experiments } from '../../jobs/experiments';
import type { Healing } from '../../jobs/healing';
import type { Library } from '../../jobs/library';
import type { Links } from '../../jobs/links';
import type { Rejudging } from '../../jobs/rejudging';
import type { Runs } from '../../jobs/runs';
import type { Schedules } from '../../jobs/schedules';
import type { Trends } from '../../jobs/trends';
import type { Webhooks } from '../../webhooks/webhooks';
import type { Failures } from '../auth/failures';
import type { Gate } from '../auth/gate';
import type { Secrets } from '../auth/token';
import { clusterHandlers, type Examine } from './cluster-handlers';
import { experimentHandlers } from './experiment-handlers';
import { type FileHandler, type FileName, fileHandlers, fileResponse } from './file-handlers';
import type { Handlers } from './handler';
import { healingHandlers } from './healing-handlers';
import { importHandlers } from './import-handlers';
import { libraryHandlers } from './library-handlers';
import { linkHandlers } from './link-handlers';
import { openApiDocument } from './openapi';
import { Refusal, refusalOf, tooManyFailures, WrongSecret } from './refusal';
import { rejudgingHandlers } from './rejudging-handlers';
import { readBody, readQuery } from './request-body';
import { findRun, findSharedRun, invalidLink, runHandlers } from './run-handlers';
import { scheduleHandlers } from './schedule-handlers';
import { sessionHandlers } from './session-handlers';
import { trendHandlers } from './trend-handlers';
import { webhookHandlers } from './webhook-handlers';

export interface ApiOptions {
  readonly runs: Runs;
  readonly library: Library;
  readonly experiments: Experiments;
  readonly links: Links;
  readonly guests: Guests;
  readonly makings: Makings;
  readonly healing: Healing;
  readonly rejudging: Rejudging;
  readonly schedules: Schedules;
  readonly trends: Trends;
  readonly webhooks: Webhooks;
  readonly imports: Imports;
  readonly gate: Gate;
  readonly secrets: Secrets;
  readonly failures: Failures;
  /** Whether the token of a link opens something. */
  readonly isLink: (token: string) => Promise<boolean>;
  readonly changeToken: () => Promise<string>;
  readonly clusters: Clusters;
  readonly examine: Examine;
  readonly log: Logger;
}

/** What guests ask at the same time, of the thread and of the store; operators are not counted. */
const guestPlaces = { atOnce: { all: 8, guests: 8 }, waiting: { all: 200, guests: 200 } } as const;

type Api = Hono<{ Bindings: HttpBindings }>;
type ApiContext = Context<{ Bindings: HttpBindings }>;

/** A handler whose types were checked against its endpoint by `Handlers`. */
type AnyHandler = (request: {
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly query: unknown;
  readonly by: Author | undefined;
  readonly pass: string | undefined;
  readonly incoming: IncomingMessage;
  setHeader(name: string, value: string): void;
}) => Promise<unknown>;

export function apiListener(options: ApiOptions): RequestListener {
  const listener = getRequestListener(apiOf(options).fetch, {
    // Next and undici live in this process too and have the global Request as Node made it.
    overrideGlobalObjects: false,
    // What nobody read of a body is read by connections.ts, so that the client comes to read its answer.
    autoCleanupIncoming: false,
    errorHandler: () => Response.json(unreadable().body, { status: 400 }),
  });
  return (request, response) => void listener(request, response);
}

function apiOf(options: ApiOptions): Api {
  const { gate, runs, guests, makings, failures, log } = options;
  const api: Api = new Hono();
  api.use(async (context, next) => {
    // What a run is now is not what it was; and nothing of it belongs in a shared cache.
    context.header('cache-control', 'no-store');
    if (!isReadable(context.req.path)) throw unreadable();
    await next();
  });

  const turns = new Places({
    busyMessage: 'too many look at the same time; ask again in a moment',
    retryAfterSeconds: 1,
    ...guestPlaces,
  });
  // Of an address that guesses, each guess is looked up here first, in its turn.
  api.use('/api/share/:token/*', async (context, next) => {
    const { remoteAddress } = context.env.incoming.socket;
    if (failures.isOver(remoteAddress)) {
      const isLink = await failures.inTurn(() => options.isLink(context.req.param('token')));
      if (!isLink) throw invalidLink();
    }
    await next();
  });

  const handlers = handlersOf(options);
  for (const name of Object.keys(endpoints) as (keyof Handlers)[]) {
    const endpoint: Endpoint = endpoints[name];
    const handle = handlers[name] as AnyHandler;
    api.on(endpoint.method, endpoint.path, async (context) => {
      const isForAnyone = endpoint.access === 'anyone';
      const leave = isForAnyone ? await turns.enter({ isGuest: true, signal: context.req.raw.signal }) : undefined;
      try {
        return await answer(context, gate, endpoint, handle);
      } finally {
        leave?.();
      }
    });
  }
  const files = fileHandlers({ makings, log });
  for (const name of Object.keys(files) as FileName[]) {
    serveFile(api, gate, runFiles[name], files[name], async ({ id = '' }, context) => {
      const run = await findRun(runs, id);
      return isHandedOn(name)
        ? guests.view(run, { showsPlaces: context.req.query('places') === 'shown' })
        : ownRun(runs.records, run);
    });
    serveFile(api, gate, sharedFiles[name], files[name], (params, context) =>
      findSharedRun(guests, params.token ?? '', passOf(gate, context.env.incoming, params)),
    );
  }

  for (const path of new Set(allEndpoints.map((endpoint) => endpoint.path))) refuseOtherMethods(api, gate, path);
  api.notFound((context) => {
    authorOf(context, gate);
    throw new Refusal(404, `there is no ${context.req.path}`);
  });
  api.onError((error, context) => {
    const refusal = refusalOf(error, context.req.path.startsWith('/api/share/'));
    if (error !== refusal && refusal.status >= 500 && refusal.retryAfterSeconds === undefined) {
      log.error({ err: error, method: context.req.method }, 'a request failed');
    }
    const told = refusal instanceof WrongSecret ? counted(failures, context, refusal) : refusal;
    return context.json(told.body, told.status as ContentfulStatusCode, told.headers);
  });
  return api;
}

/** The refusal of somebody's wrong secret, or of one wrong secret too many. */
function counted(failures: Failures, context: ApiContext, refusal: WrongSecret): Refusal {
  const wait = failures.count(context.env.incoming.socket.remoteAddress, refusal.entrance);
  return wait === undefined ? refusal : tooManyFailures(wait);
}

function handlersOf(options: ApiOptions): Handlers {
  const { runs, library, healing, rejudging, schedules, imports, clusters } = options;
  const document = openApiDocument();
  return {
    ...runHandlers(options),
    ...libraryHandlers(runs, library),
    ...experimentHandlers(options),
    ...linkHandlers(options),
    ...healingHandlers(runs, healing),
    ...rejudgingHandlers(runs, rejudging),
    ...scheduleHandlers(schedules, clusters),
    ...clusterHandlers(clusters, options.examine),
    ...trendHandlers(options),
    ...webhookHandlers(options.webhooks),
    ...importHandlers(imports),
    ...sessionHandlers(options),
    describe: async () => document,
  };
}

async function answer(context: ApiContext, gate: Gate, endpoint: Endpoint, handle: AnyHandler): Promise<Response> {
  const by = endpoint.access === 'operator' ? authorOf(context, gate) : undefined;
  const body = endpoint.body && (await readBody(context.env.incoming, endpoint.body));
  const query = endpoint.query && readQuery(new URL(context.req.url).searchParams, endpoint.query);
  const setHeader = (name: string, value: string) => context.header(name, value);
  const { incoming } = context.env;
  const params: Readonly<Record<string, string>> = context.req.param();
  const pass = passOf(gate, incoming, params);
  const value = await handle({ params, body, query, by, pass, incoming, setHeader });
  if ('json' in endpoint.answer) return context.json(value, endpoint.answer.status);
  if (!('text' in endpoint.answer)) return context.body(null, 204);
  context.header('content-type', `${endpoint.answer.text}; charset=utf-8`);
  return context.body(String(value));
}

/** Of the link in the path, where there is one. */
function passOf(gate: Gate, incoming: IncomingMessage, { token }: Readonly<Record<string, string>>) {
  return token === undefined ? undefined : gate.linkPass(incoming, token);
}

function serveFile(
  api: Api,
  gate: Gate,
  endpoint: Endpoint,
  handle: FileHandler,
  find: (params: Readonly<Record<string, string>>, context: ApiContext) => Promise<RunView>,
): void {
  const { access, path, answer } = endpoint;
  const type = 'text' in answer ? answer.text : 'application/octet-stream';
  api.get(path, async (context) => {
    if (access === 'operator') authorOf(context, gate);
    const params: Readonly<Record<string, string>> = context.req.param();
    const isGuest = gate.admit(context.env.incoming).principal.kind !== 'operator';
    const request = { params, isGuest, signal: context.req.raw.signal };
    return fileResponse(context, type, await handle(await find(params, context), request));
  });
}

/** What is made to be handed on shows its maker no more than it shows others. */
function isHandedOn(name: FileName): boolean {
  const made: Readonly<Record<string, RunExport>> = runExports;
  return made[name]?.isHandedOn === true;
}

/** Someone who is not signed in is not told which paths there are. */
function refuseOtherMethods(api: Api, gate: Gate, path: string): void {
  const possible = allEndpoints.filter((endpoint) => endpoint.path === path);
  const methods = [...possible.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'];
  api.all(path, (context) => {
    if (!possible.some(({ access }) => access === 'anyone')) authorOf(context, gate);
    context.header('allow', methods.join(', '));
    if (context.req.method === 'OPTIONS') return context.body(null, 204);
    const refusal = new Refusal(405, `${context.req.method} is not for ${context.req.path}`);
    return context.json(refusal.body, 405);
  });
}

/** @throws Refusal 401 */
function authorOf(context: ApiContext, gate: Gate): Author {
  const { principal, isWrong = false } = gate.admit(context.env.incoming);
  if (principal.kind === 'operator') return principal;
  if (isWrong)
    throw new WrongSecret(401, 'this token or session opens nothing, or not any more; sign in', 'credentials');
  throw new Refusal(401, 'sign in with the token that was printed when Clew started');
}

/** A path whose parts cannot be decoded; or one with a zero character, which no name has and no database takes. */
function isReadable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\0');
  } catch {
    return false;
  }
}

function unreadable(): Refusal {
  return new Refusal(400, 'the address cannot be read');
}
