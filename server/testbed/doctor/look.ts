/** Looking at one node over a connection that is open: the script that only looks, its clock, the ports of the others. */
import { printedText } from '@/lib/base/plain-text';
import { type Needs, portsOf } from '@/lib/doctor/needs';
import {
  type Clock,
  type Facts,
  factsEnd,
  type LinkSeen,
  type Observation,
  parseFacts,
  type Root,
} from '@/lib/doctor/observation';
import { failureOf } from '../../base/failure';
import { within } from '../../base/within';
import type { AddressedNode } from '../../nodes/cluster';
import type { ExecResult, Remote } from '../../nodes/remote';
import { RemoteError } from '../../nodes/remote-error';
import { systemImplementations } from '../../systems/registry';
import { type LookedForProgram, type LookFor, lookScript } from './look-script';

/** Within it a packet that nobody drops has come back, also from another continent. */
const linkLimitMs = 2500;

type Looked = Pick<Observation, 'root' | 'facts' | 'trouble'>;

/** As root; as the user that logged in where that cannot be had, because most of it anybody may see. */
export async function look(remote: Remote, request: LookFor, endsAt: number): Promise<Looked> {
  const { programs } = request;
  const script = lookScript(request);
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

export function programsOf(needs: Needs): readonly LookedForProgram[] {
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
export async function clockOf(remote: Remote, endsAt: number): Promise<Clock | undefined> {
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
export async function linksFrom(
  remote: Remote,
  nodes: readonly AddressedNode[],
  needs: Needs,
): Promise<readonly LinkSeen[]> {
  const tries = nodes
    .filter(({ name }) => name !== remote.node)
    .flatMap(({ name, host, address = host }) =>
      portsOf(needs).map(({ number }) => ({ to: name, host: address, port: number })),
    );
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
