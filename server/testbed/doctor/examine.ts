/**
 * Examines the nodes of a cluster, all at once and each by itself: logs in, becomes root where it can, runs one script that
 * only looks, and has each node try to reach the others. Whatever hangs ends the look at that node in time, and the rest
 * is told.
 */
import { printedText } from '@/lib/base/plain-text';
import type { Needs } from '@/lib/doctor/needs';
import { portsOf } from '@/lib/doctor/needs';
import {
  type Clock,
  type Connection,
  type Facts,
  factsEnd,
  type LinkSeen,
  type Observation,
  parseFacts,
  type Root,
} from '@/lib/doctor/observation';
import type { NodeExamination } from '@/lib/doctor/report';
import { besideEachOther, examined } from '@/lib/doctor/rows';
import { failureOf } from '../../base/failure';
import { within } from '../../base/within';
import { type ClusterAddress, connectNode } from '../../nodes/cluster';
import type { Connected } from '../../nodes/connection';
import type { ExecResult, Remote } from '../../nodes/remote';
import { RemoteError, UnreachableError } from '../../nodes/remote-error';
import { systemImplementations } from '../../systems/registry';
import { type LookedForProgram, lookScript } from './look-script';

/** A person is promised an answer within 10 s; what has not answered by then is told as such. */
const nodeLimitMs = 9500;
/** What is left after it is enough for a node that does answer. */
const connectLimitMs = 5000;
/** Within it a packet that nobody drops has come back, also from another continent. */
const linkLimitMs = 2500;

export interface Examination {
  readonly address: ClusterAddress;
  readonly needs: Needs;
  /** Where host keys are remembered. */
  readonly dataDirectory: string;
}

/** In the order of the nodes. @param onNode told as soon as a node has been looked at */
export async function examineCluster(
  examination: Examination,
  onNode: (node: NodeExamination) => void = () => undefined,
): Promise<readonly NodeExamination[]> {
  const nodes = await Promise.all(
    examination.address.nodes.map(async ({ name }) => {
      const node = await examineNode(examination, name);
      onNode(node);
      return node;
    }),
  );
  return besideEachOther(nodes);
}

export async function examineNode(examination: Examination, name: string): Promise<NodeExamination> {
  const { address, needs, dataDirectory } = examination;
  const endsAt = performance.now() + nodeLimitMs;
  const { login, nodes } = address;
  const { host = '', port = 0 } = nodes.find((node) => node.name === name) ?? {};
  const { user, keyFile, passwordVariable } = login;
  const about = { node: name, user, host, port, keyFile, passwordVariable };
  let connected: Connected | undefined;
  let remote: Remote;
  try {
    remote = await connectNode(address, name, {
      dataDirectory,
      connectTimeoutMs: connectLimitMs,
      onConnected: (how) => {
        connected = how;
      },
    });
  } catch (error) {
    return examined({ ...about, connection: failedConnection(error), facts: new Map(), links: [] }, needs);
  }
  try {
    const connection: Connection = {
      kind: 'open',
      method: 'an unknown way',
      hostKey: '',
      isPinned: false,
      ...connected,
    };
    const [looked, clock, links] = await Promise.all([
      look(remote, needs, endsAt),
      clockOf(remote, endsAt),
      linksFrom(remote, address, needs),
    ]);
    return examined({ ...about, connection, ...looked, ...(clock && { clock }), links }, needs);
  } finally {
    await remote.close();
  }
}

function failedConnection(error: unknown): Connection {
  if (!(error instanceof UnreachableError)) return { kind: 'address', message: failureOf(error).message };
  const { stage, reason, code, failure } = error;
  const said = printedText(reason);
  if (stage === 'host-key') return { kind: 'host-key', message: said, cure: failure.cure };
  return stage === 'login' ? { kind: 'login', outcomes: said } : { kind: 'address', code, message: said };
}

type Looked = Pick<Observation, 'root' | 'facts' | 'trouble'>;

/** As root; as the user that logged in where that cannot be had, because most of it anybody may see. */
async function look(remote: Remote, needs: Needs, endsAt: number): Promise<Looked> {
  const programs = programsOf(needs);
  const script = lookScript(programs);
  const tried = await attempt(remote, script, endsAt, true);
  if (tried.facts)
    return { root: { isRoot: true }, facts: withPrograms(tried.facts, programs), ...troubleOf(tried.facts) };
  const root: Root = { isRoot: false, said: tried.said };
  const plain = tried.isOver ? tried : await attempt(remote, script, endsAt, false);
  if (!plain.facts) return { ...(!tried.isOver && { root }), facts: new Map(), trouble: plain.said };
  return { root, facts: withPrograms(plain.facts, programs), ...troubleOf(plain.facts) };
}

interface Attempt {
  readonly facts?: Facts;
  /** Why there are none. */
  readonly said: string;
  /** There is no point in another. */
  readonly isOver: boolean;
}

async function attempt(remote: Remote, script: string, endsAt: number, asRoot: boolean): Promise<Attempt> {
  const leftMs = endsAt - performance.now();
  let result: ExecResult;
  try {
    result = await within(leftMs, remote.shell(script, { asRoot, allowFailure: true, timeoutMs: Math.max(1, leftMs) }));
  } catch (error) {
    if (performance.now() >= endsAt) return { said: 'it did not answer in time', isOver: true };
    const said = error instanceof RemoteError ? error.reasonText : failureOf(error).message;
    return { said, isOver: !(error instanceof RemoteError && error.kind === 'exit') };
  }
  const facts = parseFacts(result.stdout);
  const said = printedText(result.stderr.trim().split('\n').at(-1) || `exit code ${result.exitCode}`);
  return { ...(facts && { facts }), said, isOver: false };
}

function troubleOf(facts: Facts): Pick<Observation, 'trouble'> {
  return facts.get(factsEnd) === 'yes' ? {} : { trouble: 'what looks at the node was cut short there' };
}

function programsOf(needs: Needs): readonly LookedForProgram[] {
  return needs.systems.flatMap(({ name, path }) => {
    const program = name === 'memory' ? undefined : systemImplementations[name].program;
    return program ? [{ name, program, path }] : [];
  });
}

/** What each said, with the version that it names. */
function withPrograms(facts: Facts, programs: readonly LookedForProgram[]): Facts {
  const read = programs.flatMap(({ name, program }) => {
    const { title, versionPattern, installedPath, cure } = program;
    const version = versionPattern.exec(facts.get(`program.${name}.said`) ?? '')?.[1];
    return [
      ...(version === undefined ? [] : [[`program.${name}.version`, version] as const]),
      ...(title === undefined ? [] : [[`program.${name}.title`, title] as const]),
      ...(installedPath === undefined ? [[`program.${name}.cure`, cure] as const] : []),
    ];
  });
  return new Map([...facts, ...read]);
}

/** How far the node's clock is ahead, with the uncertainty that the way there and back leaves. */
async function clockOf(remote: Remote, endsAt: number): Promise<Clock | undefined> {
  const before = Date.now();
  const timeoutMs = Math.max(1, endsAt - performance.now());
  const answer = await within(timeoutMs, remote.exec(['date', '+%s.%N'], { timeoutMs, allowFailure: true })).catch(
    () => undefined,
  );
  const after = Date.now();
  // Some dates know no nanoseconds, and print an N.
  const seconds = Number.parseFloat(answer?.stdout ?? '');
  if (Number.isNaN(seconds)) return undefined;
  return { aheadMs: Math.round(seconds * 1000 - (before + after) / 2), uncertaintyMs: Math.ceil((after - before) / 2) };
}

/** Through the node's sshd, as the clients of a test go: it needs no program there. */
async function linksFrom(remote: Remote, address: ClusterAddress, needs: Needs): Promise<readonly LinkSeen[]> {
  const tries = address.nodes
    .filter(({ name }) => name !== remote.node)
    .flatMap(({ name, host }) => portsOf(needs).map(({ number }) => ({ to: name, host, port: number })));
  return Promise.all(tries.map((one) => linkSeen(remote, one)));
}

async function linkSeen(
  remote: Remote,
  { to, host, port }: { readonly to: string; readonly host: string; readonly port: number },
): Promise<LinkSeen> {
  const silent = { to, port, result: 'silent', said: `no answer within ${linkLimitMs / 1000} s` } as const;
  const connecting = remote.connect(host, port);
  try {
    const stream = await within(linkLimitMs, connecting);
    stream.destroy();
    return { to, port, result: 'open', said: 'connected' };
  } catch (error) {
    connecting.then(
      (late) => late.destroy(),
      () => undefined,
    );
    if (!(error instanceof RemoteError)) return silent;
    const said = printedText(error.reasonText);
    if (/connection refused/i.test(said)) return { to, port, result: 'refused', said };
    if (/prohibited/i.test(said)) return { to, port, result: 'forbidden', said };
    return { to, port, result: /timed out|did not|no connection within/i.test(said) ? 'silent' : 'failed', said };
  }
}
