/** NATS with JetStream: one stream, kept by several servers. */
import { openly, worded } from '@/lib/base/wording';
import type { LogPattern } from '@/lib/checker/core/checker';
import { ClewError } from '../../base/failure';
import { poll } from '../../base/poll';
import { BrokenTestError, type StatusProbe } from '../kit/client';
import { daemonSystem, type Member } from '../kit/daemon-system';
import { askBody, bodyOf } from '../kit/http/ask';
import { deadline } from '../kit/http/deadline';
import { NodeHttp } from '../kit/http/node-http';
import { findProgram, versionOf } from '../kit/source/program';
import type { SystemContext, SystemNode } from '../kit/system';
import { isBefore } from '../kit/version';
import { NatsClient } from './client';
import { NatsConnection } from './connection';
import { answerOf, createStreamSubject, streamConfiguration } from './jetstream';
import { accountOf, clientPort, configFile, configuration, files, monitoringPort, program, settingsOf } from './member';
import { NatsError } from './request-error';
import { parsedClusterSize, parsedStatus, parsedVersion, streamsPath, variablesPath } from './status';

/** The first that flushes before it acknowledges. */
const firstToSync = '2.10.0';
const createTimeoutMs = 15_000;
const createAttemptMs = 3000;
const pollMs = 100;

/** What NATS or the Go runtime writes only in a crash. */
const logPatterns: readonly LogPattern[] = [
  { title: 'NATS panicked', pattern: '^panic: ' },
  { title: 'the Go runtime gave up', pattern: '^fatal error: ' },
  { title: 'NATS gave up', pattern: '\\[FTL\\]' },
];

interface InstalledNats {
  readonly version: string;
  readonly binary: string;
}

type NatsMember = Member<InstalledNats>;

export const nats = daemonSystem<InstalledNats, 'set'>({
  title: 'NATS',
  filesOf: () => files,
  portOf: () => monitoringPort,
  program,
  async install(node, context) {
    const binary = await findProgram(node, context, program);
    const version = await versionOf(node, binary, program);
    assertSyncs(node, context, version);
    return { version, binary };
  },
  async beforeStart({ node, context, token }) {
    // Flushed, so that a power cut takes nothing from the system that is ours.
    const script = 'umask 077 && mkdir -p "$(dirname "$1")" && cat > "$1" && sync "$1" "$(dirname "$1")"';
    const stdin = configuration(node, context, token);
    await node.remote.exec(['sh', '-c', script, 'clew', configFile], { asRoot: true, stdin });
  },
  commandOf: ({ installed }) => ({ command: [installed.binary, '-c', configFile] }),
  async isServing(http, { context }) {
    if (context.isRestart) {
      return (await bodyOf(http, { method: 'GET', path: variablesPath }, context.signal)) !== undefined;
    }
    const body = await bodyOf(http, { method: 'GET', path: '/jsz' }, context.signal);
    if (body === undefined) return false;
    const size = parsedClusterSize(body) ?? 0;
    return size === context.nodes.length || `knew ${size} of ${context.nodes.length} servers`;
  },
  needsOf: () => 'ports 4222, 6222 and 8222 must be free, and the nodes must reach each other',
  async prepare(first) {
    await assertOwn(first);
    await createStream(first);
  },
  clients: {
    set: ({ node, context, token }) => new NatsClient(node, accountOf(token), context.plan.client.timeoutMs),
  },
  openStatusProbe(node): StatusProbe {
    const http = new NodeHttp(node.remote, monitoringPort);
    return {
      async ask(signal) {
        const body = await askBody(node.name, http, { method: 'GET', path: streamsPath }, signal);
        const status = parsedStatus(body, node.name);
        if (status === undefined) throw new Error(`${node.name} keeps no replica of the stream`);
        return status;
      },
      close: () => http.close(),
    };
  },
  logPatterns,
});

function assertSyncs(node: SystemNode, context: SystemContext, version: string): void {
  if (settingsOf(context).sync !== 'always' || !isBefore(version, firstToSync)) return;
  throw new ClewError({
    message: worded`${openly(node.name)}: NATS ${openly(version)} cannot flush before it acknowledges, which came with 2.10`,
    cure: 'Choose NATS 2.10 or later, from trixie for one, or system.sync `default`.',
    node: node.name,
  });
}

/** @throws BrokenTestError naming a node that runs something else than was installed */
async function assertOwn({ context, installed }: NatsMember): Promise<void> {
  await Promise.all(
    context.nodes.map(async (node) => {
      const http = new NodeHttp(node.remote, monitoringPort);
      try {
        const body = await bodyOf(http, { method: 'GET', path: variablesPath }, context.signal);
        const version = body === undefined ? undefined : parsedVersion(body);
        if (version === installed.version) return;
        throw new BrokenTestError({
          message: worded`${openly(node.name)} answers as NATS ${openly(version ?? 'of no version')}, and ${openly(installed.version)} was installed`,
          cure: `Another server answers at its port ${monitoringPort}, or the nodes have different versions; choose one source for all.`,
          node: node.name,
        });
      } finally {
        await http.close();
      }
    }),
  );
}

/** Asked again where no leader was there to answer; a stream that an earlier attempt made is the same stream. */
async function createStream({ context, token }: NatsMember): Promise<void> {
  const replicas = Math.min(settingsOf(context).replicas, context.nodes.length);
  let attempts = 0;
  let said = '';
  const isMade = async () => {
    const node = context.nodes[attempts++ % context.nodes.length];
    if (node === undefined) return false;
    const limit = deadline(createAttemptMs, context.signal);
    let connection: NatsConnection | undefined;
    try {
      connection = await NatsConnection.open(node.remote, clientPort, accountOf(token), limit);
      answerOf(await connection.request(createStreamSubject, streamConfiguration(replicas), limit));
      return true;
    } catch (error) {
      if (!(error instanceof NatsError)) throw error;
      said = `${node.name}: ${error.message}`;
      return false;
    } finally {
      limit.release();
      connection?.close();
    }
  };
  if (await poll(isMade, { intervalMs: pollMs, timeoutMs: createTimeoutMs, signal: context.signal })) return;
  throw new ClewError({
    message: worded`NATS was healthy, but made no stream within ${openly(createTimeoutMs / 1000)} s: ${openly(said)}`,
    cure: 'Look for elections in the nodes’ logs, and start the run again.',
  });
}
