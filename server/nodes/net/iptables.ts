/**
 * Cuts the network with iptables, each fault in a chain of its own: rules of others are neither read, changed nor
 * flushed. A cut is one command on each node, all nodes at once, because a cut that creeps from node to node is another
 * fault than the one the plan names.
 */

import { isIP } from 'node:net';
import { assert } from '@/lib/base/assert';
import { openly, worded } from '@/lib/base/wording';
import type { Grudge } from '@/lib/history/nemesis-value';
import { ClewError, failureText } from '../../base/failure';
import { quote } from '../quote';
import type { Remote } from '../remote';
import { RemoteError } from '../remote-error';
import { chainName, chainOf, lockWaitSeconds } from './chain';
import type { PacketNet } from './net';
import { disturbScript, endRelays } from './packets';

/** A cut or heal that takes longer than this has hung. */
const changeTimeoutMs = 20_000;

/** @param remotes every node of the cluster; a grudge may name these and no others */
export function iptablesNet(remotes: readonly Remote[]): PacketNet {
  const assertKnown = (grudge: Grudge) => {
    const names = remotes.map((remote) => remote.node);
    for (const node of [...Object.keys(grudge), ...Object.values(grudge).flat()]) {
      assert(names.includes(node), `the grudge names ${node}, which is not of this cluster`);
    }
  };
  return {
    async cut(grudge, id = 0) {
      assertKnown(grudge);
      await onAll(remotes, (remote) =>
        change(remote, cutScript(remote, sourcesFor(remote, grudge, remotes), chainOf(id))),
      );
    },
    async disturb(links, disturbance, id) {
      assertKnown(links);
      // Undone first: of an earlier one under the same id nothing stays, and the relays start from nothing.
      await onAll(remotes, async (remote) => {
        const targets = remotes.filter((other) => links[other.node]?.includes(remote.node));
        await change(remote, healScript(chainOf(id)));
        if (targets.length === 0) return;
        const addresses = targets.map(({ address }) => address);
        await disturbing(remote, disturbScript(resolving(remote, addresses), disturbance, id));
      });
    },
    async heal(id) {
      const script = id === undefined ? healEverything : healScript(chainOf(id));
      await onAll(remotes, (remote) => change(remote, script));
    },
  };
}

function sourcesFor(remote: Remote, grudge: Grudge, remotes: readonly Remote[]): string[] {
  const dropped = grudge[remote.node] ?? [];
  return remotes.filter((other) => dropped.includes(other.node)).map((other) => other.address);
}

const ipv4 = `iptables -w ${lockWaitSeconds}`;
const ipv6 = `ip6tables -w ${lockWaitSeconds}`;

/**
 * Unhooks and deletes the chains, and makes sure of it. What is not there need not be removed. A machine without IPv6 has
 * no rules of ours to remove there.
 *
 * @param pattern of `sed` that matches the names of the chains
 */
const healScript = (pattern: string) => `chains() {
  rules=$("$@" -S) || { echo "$1 cannot list its rules" >&2; exit 1; }
  echo "$rules" | sed -n 's/^-N \\(${pattern}\\)$/\\1/p'
}
heal() {
  found=$(chains "$@") || exit 1
  for chain in $found; do
    for hook in INPUT OUTPUT; do
      while "$@" -D $hook -j "$chain" 2>/dev/null; do :; done
    done
    "$@" -F "$chain" && "$@" -X "$chain"
  done
  left=$(chains "$@") || exit 1
  if [ -n "$left" ]; then echo "of $1 there is still" $left >&2; exit 1; fi
}
heal ${ipv4}
if ip6tables -S INPUT >/dev/null 2>&1; then heal ${ipv6}; fi
${endRelays(pattern)}`;

/** On one node, as root: whatever chains of ours there are, of whatever run. */
export const healEverything = healScript(`${chainName}\\(-[0-9]*\\)\\{0,1\\}`);

/** Sets `four` and `six` to the addresses, as the node knows them. */
function resolving(remote: Remote, addresses: readonly string[]): string {
  const resolved = addresses.map((address) => (isIP(address) ? address : `$(address ${quote(address)})`));
  return `address() {
  found=$(getent ahosts "$1" | awk 'NR == 1 { print $1 }')
  [ -n "$found" ] || { echo "${remote.node} cannot resolve $1" >&2; exit 1; }
  echo "$found"
}
set -e
four= six=
for address in ${resolved.join(' ')}; do
  case $address in
    *:*) six="$six $address" ;;
    *) four="$four $address" ;;
  esac
done
[ "$(echo $four $six | wc -w)" -eq ${addresses.length} ] || { echo 'an address is missing' >&2; exit 1; }`;
}

/** Each table is written in one transaction: all of a node's packets stop at the same moment. */
function cutScript(remote: Remote, sources: readonly string[], chain: string): string {
  if (sources.length === 0) return healScript(chain);
  return `${resolving(remote, sources)}
cut() {
  command=$1; shift
  hook=$(if $command -w ${lockWaitSeconds} -C INPUT -j ${chain} 2>/dev/null; then :; else echo "-I INPUT 1 -j ${chain}"; fi)
  {
    echo '*filter'
    echo ':${chain} - [0:0]'
    for source; do echo "-A ${chain} -s $source -j DROP"; done
    if [ -n "$hook" ]; then echo "$hook"; fi
    echo COMMIT
  } | $command-restore --noflush -w ${lockWaitSeconds}
  rules=$($command -w ${lockWaitSeconds} -S ${chain} | grep -c -- '-j DROP')
  [ "$rules" -eq $# ] || { echo "$rules of $# rules are in place" >&2; exit 1; }
}
if [ -n "$four" ]; then cut iptables $four; fi
if [ -n "$six" ]; then cut ip6tables $six; fi`;
}

async function change(remote: Remote, script: string): Promise<void> {
  await remote.shell(script, { asRoot: true, timeoutMs: changeTimeoutMs });
}

async function disturbing(remote: Remote, script: string): Promise<void> {
  try {
    await change(remote, script);
  } catch (error) {
    const said = error instanceof RemoteError && error.kind === 'exit' ? error.result?.stderr.trim() : undefined;
    if (said === undefined) throw error;
    const reason = openly(said.split('\n').at(-1) ?? '');
    throw new ClewError(
      {
        message: worded`the packets of ${openly(remote.node)} cannot be disturbed: ${reason}`,
        cure: 'install perl there, and look whether its kernel has NFQUEUE, or choose another fault',
        node: remote.node,
      },
      { cause: error },
    );
  }
}

/** Every node is tried, also after one has failed: half a heal is better than none. */
async function onAll(remotes: readonly Remote[], work: (remote: Remote) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(remotes.map(work));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length <= 1) {
    for (const failure of failures) throw failure;
    return;
  }
  const nodes = failures.flatMap((failure) => (failure instanceof RemoteError ? [failure.node] : []));
  throw new RemoteError({
    kind: 'exit',
    node: nodes.join(', '),
    message: worded`the network could not be changed on ${openly(failures.length)} nodes: ${failureText(failures[0])}`,
    cause: failures[0],
  });
}
