/** What an AntiEtcd node believes of its election; it says so at any time, without asking the others. */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { StatusProbe } from '../../runner/testbed';
import { NodeHttp } from '../http/node-http';
import type { SystemNode } from '../system';
import { getStatus, parsedStatus } from './api';

export class AntiEtcdStatusProbe implements StatusProbe {
  readonly #node: string;
  readonly #http: NodeHttp;

  constructor(node: SystemNode, port: number) {
    this.#node = node.name;
    this.#http = new NodeHttp(node.remote, port);
  }

  async ask(signal: AbortSignal): Promise<NodeStatus> {
    // Whoever asks keeps the time.
    const trouble = () => (signal.aborted ? ({ kind: 'timed-out' } as const) : undefined);
    const result = await this.#http.request(getStatus, { signal, trouble, release: () => undefined });
    if (!result.ok) throw new Error(`${this.#node} did not answer: ${result.error.kind}`);
    const status = parsedStatus(result.value.body);
    if (status === undefined) throw new Error(`${this.#node} tells nothing of its election`);
    return status;
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
