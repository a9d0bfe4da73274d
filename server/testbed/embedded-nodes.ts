/** The nodes of an embedded cluster: made when a run begins, removed at tear-down. */

import { present } from '@/lib/base/assert';
import { hidden, openly, type Wording, worded } from '@/lib/base/wording';
import { EmbeddedCluster } from '../lab/embedded/embedded-cluster';
import type { Remote } from '../nodes/remote';
import type { NodeProvider } from './remote-testbed';

export function embeddedNodes(nodes: readonly string[]): NodeProvider {
  let cluster: EmbeddedCluster | undefined;
  const opened = () => present(cluster, 'an embedded cluster');
  return {
    nodes,
    open: (report) =>
      report.step(worded`Make the embedded cluster of ${openly(nodes.length)} nodes`, undefined, async () => {
        cluster = await EmbeddedCluster.start(nodes);
        return cluster.address;
      }),
    prepare,
    net: () => opened().links,
    shared: {
      slot: (node) => opened().node(node),
      link: (from, to) => opened().links.port(from, to),
    },
    isHeld: false,
    async release() {
      const closing = cluster;
      cluster = undefined;
      await closing?.close();
    },
  };
}

async function prepare(remote: Remote): Promise<Wording> {
  const { stdout } = await remote.shell('uname -sr; id -un');
  const [kernel, user] = stdout.trim().split('\n');
  return worded`${openly(kernel ?? '')}, a process of ${hidden(user ?? '', 'a user')} on this machine`;
}
