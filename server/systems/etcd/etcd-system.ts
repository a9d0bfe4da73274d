/** The program etcd as a system, whichever of its APIs is tested: installed, started, watched and stopped alike. */

import type { LogPattern } from '@/lib/checker/core/checker';
import type { Plan } from '@/lib/plan/plan';
import { type DaemonClients, daemonSystem, type Member } from '../kit/daemon-system';
import type { NodeHttp, Request } from '../kit/http/node-http';
import { findProgram, versionOf } from '../kit/source/program';
import type { System, SystemContext, SystemNode } from '../kit/system';
import { clientPort, files, program } from './member';
import { EtcdStatusProbe } from './status-probe';

/**
 * What etcd writes only in a crash. etcd 3.4 logs in columns, with C for critical; later versions log JSON. A panic of
 * the Go runtime starts a line.
 *
 *     2026-11-24 19:39:06.123456 C | etcdserver: …
 *     {"level":"fatal","ts":"2026-11-24T19:39:06.123Z","caller":"etcdmain/etcd.go:204","msg":"…"}
 *     panic: runtime error: index out of range [3] with length 3
 */
const logPatterns: readonly LogPattern[] = [
  { title: 'etcd panicked', pattern: '^panic: ' },
  { title: 'the Go runtime gave up', pattern: '^fatal error: ' },
  { title: 'etcd gave up', pattern: '^\\{"level":"(?:panic|fatal)"' },
  { title: 'etcd gave up', pattern: '^\\d{4}-\\d\\d-\\d\\d \\S+ C \\| ' },
];

export interface InstalledEtcd {
  readonly version: string;
  readonly binary: string;
  readonly api: EtcdApi;
}

export type EtcdMember = Member<InstalledEtcd>;

/** One of the APIs of etcd, as some versions have it. */
export interface EtcdApi {
  /** What a member must do to be ready, as the cure says it: `know v2`. */
  readonly need: string;
  flags(member: EtcdMember): readonly string[];
  beforeStart?(member: EtcdMember): Promise<void>;
  isServing(http: NodeHttp, member: EtcdMember): Promise<boolean>;
  readonly readyTimeoutMs?: number;
  prepare(context: SystemContext): Promise<void>;
}

interface EtcdSystem<Workload extends string> {
  readonly clients: DaemonClients<Workload, InstalledEtcd>;
  /** @throws ClewError where the version cannot do what the plan asks for */
  apiOf(version: string, node: SystemNode, plan: Plan): EtcdApi;
  readonly membersRequest: Request;
}

export function etcdSystem<Workload extends string>(etcd: EtcdSystem<Workload>): System<Workload> {
  const { clients, apiOf, membersRequest } = etcd;
  return daemonSystem<InstalledEtcd, Workload>({
    title: 'etcd',
    program,
    filesOf: () => files,
    portOf: () => clientPort,
    async install(node, context) {
      const binary = await findProgram(node, context, program);
      const version = await versionOf(node, binary, program);
      return { version, binary, api: apiOf(version, node, context.plan) };
    },
    beforeStart: async (member) => member.installed.api.beforeStart?.(member),
    async commandOf(member) {
      const { binary, api } = member.installed;
      const machine = await member.node.remote.exec(['uname', '-m']);
      // On ARM etcd wants to be told that we know it is untried there.
      const env = machine.stdout.trim() === 'aarch64' ? { ETCD_UNSUPPORTED_ARCH: 'arm64' } : undefined;
      return { command: [binary, ...api.flags(member)], ...(env && { env }) };
    },
    isServing: (http, member) => member.installed.api.isServing(http, member),
    readyTimeoutMsOf: ({ installed }) => installed.api.readyTimeoutMs,
    needsOf: ({ installed }) =>
      `ports 2379 and 2380 must be free, the nodes must reach each other, etcd must ${installed.api.need}`,
    prepare: ({ installed, context }) => installed.api.prepare(context),
    clients,
    openStatusProbe: (node) => new EtcdStatusProbe(node, membersRequest),
    logPatterns,
  });
}
