/** The states in which a server is hurt: each is brought about for real, and recognised by what its run says or does. */
import { connect, type Socket } from 'node:net';
import { present } from '@/lib/base/assert';
import { type Plan, type PlanInput, planSchema } from '@/lib/plan/plan';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import type { Entry } from '@/lib/protocol/entry';
import { labDirectory, labsOf, type NodeSight, nodesOf } from './outside';
import type { SoakedServer } from './server';
import { Viewer } from './viewer';

/** A lab, its system and its first fault take ten seconds; a busy machine gets ten times that. */
const reachLimitMs = 120_000;

export interface Reached {
  /** The first is the one that the state is about. */
  readonly viewers: readonly Viewer[];
  /** Lets go of whatever holds the state up. */
  release?(): Promise<void>;
}

export interface State {
  readonly name: string;
  /** Whether the run has nodes that can be left broken. */
  readonly hasNodes: boolean;
  /** @throws Error when it does not come about */
  reach(server: SoakedServer): Promise<Reached>;
}

type Fault = 'partition-random-halves' | 'partition-leader' | 'partition-ring' | 'pause' | 'kill';

/** Three nodes are enough for a majority, and spare the machine. */
export function labPlan(fault: Fault, cluster: PlanInput['cluster'] = { type: 'lab', nodes: 3 }, seed = 1): Plan {
  return planSchema.parse({
    name: `soak ${fault}`,
    cluster,
    system: { name: 'etcd' },
    load: { concurrency: 3, delaySeconds: 0.02, timeLimitSeconds: 600 },
    faults: [{ name: fault, restSeconds: 0.5, durationSeconds: 600 }],
    recoverySeconds: 0,
    seed,
  } satisfies PlanInput);
}

export function memoryPlan(change: Partial<PlanInput> = {}): Plan {
  return planSchema.parse({
    name: 'soak in memory',
    cluster: { type: 'memory', nodes: 5 },
    system: { name: 'memory' },
    load: { concurrency: 10, delaySeconds: 0.02, timeLimitSeconds: 600 },
    faults: [],
    recoverySeconds: 0,
    seed: 1,
    ...change,
  } satisfies PlanInput);
}

/** A queue of many clients: what went in at once may come out in any order, so that a check takes as long as it may. */
export const longCheckPlan = memoryPlan({
  name: 'soak a long check',
  workload: { name: 'queue', mix: { enqueue: 3, dequeue: 1 } },
  load: { concurrency: 40, delaySeconds: 0, timeLimitSeconds: 1 },
  checker: { timeLimitSeconds: 120, memoryLimitMb: 2048 },
});

/** A long history whose violation takes a while to explain. */
export const longExplanationPlan = memoryPlan({
  name: 'soak a long explanation',
  system: { name: 'memory', bugs: { staleRead: 0.01 } },
  load: { concurrency: 100, delaySeconds: 0.01, timeLimitSeconds: 5 },
  checker: { timeLimitSeconds: 120, memoryLimitMb: 2048 },
});

export async function launch(server: SoakedServer, plan: Plan): Promise<Viewer> {
  const { id } = await server.client.ask(endpoints.launchRun, { body: plan });
  return new Viewer(server.client, id);
}

async function reached(viewer: Viewer, isWanted: (entry: Entry) => boolean): Promise<Reached> {
  if (await viewer.until((entry) => isWanted(entry) || isEnd(entry), reachLimitMs)) {
    if (!viewer.isOver) return { viewers: [viewer] };
  }
  const last = viewer.entries.findLast((entry) => entry.type === 'outcome' || entry.type === 'log');
  throw new Error(`the state did not come about: ${JSON.stringify(last)}`);
}

function isEnd(entry: Entry): boolean {
  return isPhase(entry, 'done');
}

function isPhase(entry: Entry, phase: string): boolean {
  return entry.type === 'phase' && entry.phase === phase;
}

function inStep(name: string, title: string): State {
  return {
    name,
    hasNodes: true,
    reach: async (server) =>
      reached(
        await launch(server, labPlan('pause')),
        (entry) => entry.type === 'step' && entry.title.startsWith(title) && entry.state === 'started',
      ),
  };
}

/** What the nodes show while the fault is on; of five minutes no moment is before or after it. */
export const signsOf: Readonly<Record<Fault, (nodes: readonly NodeSight[]) => boolean>> = {
  'partition-random-halves': isCut,
  'partition-leader': isCut,
  'partition-ring': isCut,
  pause: (nodes) => nodes.some(({ programs }) => programs.includes('etcd T')),
  kill: (nodes) => nodes.some(({ programs }) => !programs.includes('etcd R')),
};

function isCut(nodes: readonly NodeSight[]): boolean {
  return nodes.some(({ cuts }) => cuts.some((rule) => rule.includes('DROP')));
}

export async function untilBroken(fault: Fault, look: () => Promise<readonly NodeSight[]>): Promise<void> {
  const endMs = Date.now() + reachLimitMs;
  while (!signsOf[fault](await look())) {
    if (Date.now() > endMs) throw new Error(`the nodes show no ${fault}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function underFault(name: string, fault: Fault): State {
  return {
    name,
    hasNodes: true,
    async reach(server) {
      const found = await reached(await launch(server, labPlan(fault)), (entry) => isPhase(entry, 'running'));
      const [lab] = await labsOf(server.pid);
      await untilBroken(fault, () => nodesOf(labDirectory(present(lab, 'the lab of the run'))));
      return found;
    },
  };
}

const idle: State = { name: 'idle', hasNodes: false, reach: async () => ({ viewers: [] }) };

const queued: State = {
  name: 'queued',
  hasNodes: true,
  async reach(server) {
    const first = await underFault('', 'pause').reach(server);
    const waiting = await launch(server, labPlan('kill'));
    await reached(waiting, (entry) => isPhase(entry, 'queued'));
    return { viewers: [waiting, ...first.viewers] };
  },
};

const tearDown: State = {
  name: 'tear-down',
  hasNodes: true,
  async reach(server) {
    const { viewers } = await underFault('', 'pause').reach(server);
    const viewer = present(viewers[0], 'the run');
    await server.client.ask(endpoints.stopRun, { params: { id: viewer.runId } });
    return reached(viewer, (entry) => isPhase(entry, 'tear-down'));
  },
};

const checking: State = {
  name: 'checking',
  hasNodes: false,
  reach: async (server) => reached(await launch(server, longCheckPlan), (entry) => entry.type === 'check-progress'),
};

const explaining: State = {
  name: 'explaining',
  hasNodes: false,
  reach: async (server) => reached(await launch(server, longExplanationPlan), (entry) => entry.type === 'decided'),
};

/** A download that nobody reads on, of a run that goes on beside it. */
const exporting: State = {
  name: 'exporting',
  hasNodes: false,
  async reach(server) {
    const done = await launch(server, {
      ...longExplanationPlan,
      checker: { ...longCheckPlan.checker, timeLimitSeconds: 0.1 },
    });
    await done.until(isEnd, reachLimitMs);
    const found = await reached(await launch(server, memoryPlan()), (entry) => isPhase(entry, 'running'));
    const sockets = ['history.jsonl', 'history.edn', 'log.txt', 'timeline.html'].map((file) =>
      asked(server, `/api/runs/${done.runId}/${file}`),
    );
    await done.close();
    return { ...found, release: () => ended(sockets) };
  },
};

/** As many as watch when a link has gone round. */
const viewerCount = 200;

const watched: State = {
  name: `${viewerCount} viewers`,
  hasNodes: false,
  async reach(server) {
    const found = await reached(await launch(server, memoryPlan()), (entry) => isPhase(entry, 'running'));
    const { runId } = present(found.viewers[0], 'the run');
    const others = Array.from({ length: viewerCount }, () => new Viewer(server.client, runId));
    await Promise.all(others.map((viewer) => viewer.until((entry) => isPhase(entry, 'running'), reachLimitMs)));
    return { viewers: [...found.viewers, ...others] };
  },
};

/** Requests that were begun and never ended, upgrades to nowhere, and connections that say nothing. */
const attacked: State = {
  name: 'half-open sockets',
  hasNodes: false,
  async reach(server) {
    const found = await reached(await launch(server, memoryPlan()), (entry) => isPhase(entry, 'running'));
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    const kinds = [
      '',
      'GET / HTTP/1.1\r\nHost',
      'POST /api/session HTTP/1.1\r\nContent-Length: 100\r\n\r\n{',
      `GET /x HTTP/1.1\r\n${upgrade}\r\n\r\n`,
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${upgrade}\r\n\r\n`,
      'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n\r\n',
    ];
    const { hostname, port, host } = new URL(server.client.origin);
    const sockets = Array.from({ length: 120 }, (_, place) => {
      const text = present(kinds[place % kinds.length], 'a kind').replace(
        ' HTTP/1.1\r\n',
        ` HTTP/1.1\r\nHost: ${host}\r\n`,
      );
      return silent(connect({ host: hostname, port: Number(port), allowHalfOpen: true }), text);
    });
    return { ...found, release: () => ended(sockets) };
  },
};

function asked(server: SoakedServer, path: string): Socket {
  const { hostname, port, host } = new URL(server.client.origin);
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: ${server.client.headers.authorization}`,
    '',
    '',
  ];
  return silent(connect(Number(port), hostname), lines.join('\r\n'));
}

/** One that reads nothing. */
function silent(socket: Socket, text: string): Socket {
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(text);
  return socket;
}

async function ended(sockets: readonly Socket[]): Promise<void> {
  for (const socket of sockets) socket.destroy();
}

export const states: readonly State[] = [
  idle,
  queued,
  inStep('lab being made', 'Make the lab'),
  inStep('installing', 'Install'),
  inStep('starting', 'Start'),
  underFault('partition on', 'partition-random-halves'),
  underFault('paused', 'pause'),
  underFault('killed', 'kill'),
  tearDown,
  checking,
  explaining,
  exporting,
  watched,
  attacked,
];
