/** A server for as long as the process lives, ended well by Ctrl-C: runs are stopped, healed, checked and kept. */
import type { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import type { RunFailure } from '@/lib/protocol/entry';
import { failureOf } from '../base/failure';
import { quietLog } from '../base/log';
import { within } from '../base/within';
import { sweepLabs } from '../lab/lab';
import { examine } from '../testbed/doctor/examine-plan';
import { TestbedOpener } from '../testbed/open-testbed';
import { type ServerHandle, serve } from '../web/serve';
import { exitCodes, type Terminal } from './terminal';

export interface ServeSettings {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  /** An origin, `https://clew.example.org`. */
  readonly publicUrl?: string;
  /** Of runs that nobody pinned, tagged or shared: both absent, none is deleted by itself. */
  readonly keepDays?: number;
  readonly keepRuns?: number;
  /** Webhooks may lead to this machine and to private networks. */
  readonly privateWebhooks?: boolean;
  /** Next compiles the pages as they are asked for, and refreshes them when they change. */
  readonly development?: boolean;
}

export interface Serving {
  readonly server: ServerHandle;
  close(): Promise<void>;
}

/** Whatever anybody does meanwhile, so that the process is gone within ten seconds; what is left is put right by the next start. */
const endLimitMs = 8_500;

export async function startServing({
  port,
  host,
  data,
  publicUrl,
  keepDays,
  keepRuns,
  privateWebhooks = false,
  development = false,
}: ServeSettings): Promise<Serving> {
  const dataDirectory = resolve(data);
  const testbeds = new TestbedOpener();
  let end: ReturnType<typeof endingBy> | undefined;
  const server = await serve({
    port,
    host,
    dataDirectory,
    publicUrl,
    retention: { days: keepDays, runs: keepRuns },
    isDevelopment: development,
    allowsPrivateWebhooks: privateWebhooks,
    openTestbed: (plan, context) => testbeds.open(plan, context),
    closeTestbeds: () => testbeds.close(),
    examine: (examination) => examine({ ...examination, dataDirectory }),
    onLost: (error) => end?.(error, error.failure),
  });
  // What servers that were killed left of their labs; one that goes on, or is kept, is left alone.
  if (process.getuid?.() === 0)
    void sweepLabs().catch((error: unknown) => quietLog().debug({ err: error }, 'no sweep'));
  const endBy = endingBy((failure) => server.abandon(failure));
  end = endBy;
  for (const event of uncaught) events.on(event, (error: unknown) => endBy(error, failureOfOurs(error)));
  return { server, close: () => within(endLimitMs, server.close()) };
}

/**
 * After an error of our own that nobody caught, and where the data directory is lost, nothing that goes on here can be
 * trusted: the runs are marked, the nodes healed, and the process ends. Next has listeners of its own, which only print it.
 */
function endingBy(abandon: (failure: RunFailure) => Promise<void>): (error: unknown, failure: RunFailure) => void {
  const log = quietLog();
  let isEnding = false;
  return (error, failure) => {
    log.fatal({ err: error }, failure.message);
    if (isEnding) return;
    isEnding = true;
    void within(endLimitMs, abandon(failure))
      .catch((reason: unknown) => log.error({ err: reason }, 'it did not end well'))
      .finally(() => process.exit(exitCodes.failed));
  };
}

function failureOfOurs(error: unknown): RunFailure {
  return {
    message: `Clew failed while it ran: ${failureOf(error).message}`,
    cure: 'this is an error of Clew and says nothing about the system under test; its log says more',
  };
}

const uncaught = ['uncaughtException', 'unhandledRejection'];
/** Both are listened to alike, which the types of the process do not say. */
const events: EventEmitter = process;

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
