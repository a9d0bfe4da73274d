/** What a run needs of a node before anything is installed on it, whatever system the node runs. */
import { openly } from '@/lib/base/wording';
import type { Remote } from './remote';
import { RemoteError } from './remote-error';

/**
 * Makes sure that Clew may act as root and change the packet filter, and compares the clocks.
 * @returns a line for a person: `Linux 6.1.0, root, iptables v1.8.9 (nf_tables), clock +3 ms`
 * @throws RemoteError with what to install or allow
 */
export async function prepareNode(remote: Remote): Promise<string> {
  const who = await remote.exec(['id', '-u'], { asRoot: true });
  if (who.stdout.trim() !== '0') {
    throw lacks(remote, 'commands do not run as root', 'log in as root, or allow sudo without a password');
  }
  const iptables = await remote.exec(['iptables', '--version'], { asRoot: true, allowFailure: true });
  if (iptables.exitCode !== 0) {
    throw lacks(remote, 'there is no iptables', 'install it there: apt-get install --yes iptables');
  }
  const kernel = await remote.exec(['uname', '-sr']);
  const clock = await clockOffset(remote);
  return `${kernel.stdout.trim()}, root, ${iptables.stdout.trim()}, clock ${clock}`;
}

/** How far the node's clock is ahead of ours, with the uncertainty that the way there and back leaves. */
async function clockOffset(remote: Remote): Promise<string> {
  const before = Date.now();
  const { stdout } = await remote.exec(['date', '+%s.%N']);
  const after = Date.now();
  const aheadMs = Math.round(Number(stdout.trim()) * 1000 - (before + after) / 2);
  const uncertaintyMs = Math.ceil((after - before) / 2);
  return `${aheadMs < 0 ? '' : '+'}${aheadMs} ms (± ${uncertaintyMs} ms)`;
}

function lacks(remote: Remote, what: string, cure: string): RemoteError {
  return new RemoteError({ kind: 'exit', node: remote.node, message: openly(what), cure });
}
