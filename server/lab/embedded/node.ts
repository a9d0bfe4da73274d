/**
 * The process of one embedded node. It serves SSH until its owner releases it or dies. Then it ends every process of
 * the node, removes the cluster's directory, and exits.
 */
import { rmSync } from 'node:fs';
import { present } from '@/lib/base/assert';
import { killGroup, killProcessesOf } from './end-processes';
import { startSshServer } from './ssh-server';

/** What the node is told at its start, through the channel that it lives by. */
export interface NodeOrders {
  readonly hostKey: string;
  readonly clientKey: string;
  readonly directory: string;
  /** Of all nodes; the node's own lies in it. */
  readonly clusterDirectory: string;
}

/** What it answers. */
export type NodeReport = { readonly port: number } | { readonly failure: string };

const groups = new Set<number>();

process.once('message', (orders: NodeOrders) => {
  process.once('disconnect', () => end(orders));
  void start(orders);
});

async function start(orders: NodeOrders): Promise<void> {
  const send = present(process.send, 'a channel to the parent').bind(process);
  const report = (message: NodeReport) => send(message, undefined, {}, () => undefined);
  try {
    const onCommand = (group: number, isOver: boolean) => (isOver ? groups.delete(group) : groups.add(group));
    report({ port: await startSshServer({ ...orders, onCommand }) });
  } catch (error) {
    report({ failure: error instanceof Error ? error.message : String(error) });
  }
}

/** Synchronous, because a shutdown of the machine may leave no time to wait. */
function end({ directory, clusterDirectory }: NodeOrders): void {
  for (const group of groups) killGroup(group);
  killProcessesOf(directory);
  try {
    rmSync(clusterDirectory, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // The other nodes end, too, and remove the same.
  }
  process.exit(0);
}
