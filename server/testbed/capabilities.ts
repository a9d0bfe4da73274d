/** What a run may do to its cluster, beside speaking to the system. A fault needs some of it. */
import type { Net } from '../nodes/net/net';

export interface Capabilities {
  readonly network: Net;
  readonly process: Processes;
}

/** The process of the system on each node. */
export interface Processes {
  isRunning(node: string): Promise<boolean>;
  /** It is gone when this resolves. @throws when it does not run */
  kill(node: string): Promise<void>;
  /** Starts it on the data that it has, and waits until it serves, within a limit. @throws when it does not come back */
  restart(node: string): Promise<void>;
  /** It does nothing any more, and does not notice. @throws when it does not run */
  pause(node: string): Promise<void>;
  /** @throws when it does not run */
  resume(node: string): Promise<void>;
}
