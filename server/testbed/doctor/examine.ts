/**
 * Examines the nodes of a cluster, all at once and each by itself: logs in, becomes root where it can, runs one script that
 * only looks, and has each node try to reach the others. Whatever hangs ends the look at that node in time, and the rest
 * is told.
 */
import { printedText } from '@/lib/base/plain-text';
import type { Needs } from '@/lib/doctor/needs';
import type { Connection } from '@/lib/doctor/observation';
import type { NodeExamination } from '@/lib/doctor/report';
import { besideEachOther, examined } from '@/lib/doctor/rows';
import { failureOf } from '../../base/failure';
import { type ClusterAddress, connectNode } from '../../nodes/cluster';
import type { Connected } from '../../nodes/connection';
import type { Remote } from '../../nodes/remote';
import { UnreachableError } from '../../nodes/remote-error';
import { clockOf, linksFrom, look, programsOf } from './look';

/** A person is promised an answer within 10 s; what has not answered by then is told as such. */
const nodeLimitMs = 9500;
/** What is left after it is enough for a node that does answer. */
const connectLimitMs = 5000;

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
      look(remote, { programs: programsOf(needs), isWhole: true }, endsAt),
      clockOf(remote, endsAt),
      linksFrom(remote, nodes, needs),
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
