/**
 * What a run works on: nodes, the system on them, and the network between. Over SSH it is a lab or a person's own
 * machines; in memory it is a few objects. The runner cannot tell the difference.
 */
import { openly, worded } from '@/lib/base/wording';
import type { LogPattern } from '@/lib/checker/core/checker';
import { ClewError } from '../base/failure';
import type { Client, NodeLog, Reporter, StatusProbe, SystemVersion } from '../systems/kit/client';
import type { Capabilities } from './capabilities';

export interface Testbed {
  readonly nodes: readonly string[];
  /** Nothing where the cluster does not have it. */
  capability<Name extends keyof Capabilities>(name: Name): Capabilities[Name] | undefined;
  /** Heal, prepare the operating systems, install and start the system, wait until it is healthy. */
  setUp(report: Reporter, signal: AbortSignal): Promise<SystemVersion>;
  openClient(node: string): Promise<Client>;
  /** Nothing where the system cannot tell. */
  openStatusProbe?(node: string): StatusProbe | undefined;
  collectLogs(report: Reporter): Promise<readonly NodeLog[]>;
  /** Lines in those logs that mean that a node crashed. */
  readonly logPatterns?: readonly LogPattern[];
  /**
   * Aborted, with the error as its reason, when the nodes are known not to be the run's any more, so that its faults may
   * have been undone without it. Only after `setUp`; nothing where nobody else can take them.
   */
  readonly lost?: AbortSignal | undefined;
  /** Asks the nodes whether they were the run's all the time. @throws ClewError where one was not, or does not say */
  confirm?(): Promise<void>;
  /**
   * Heals the network, stops and wipes the system, releases the nodes. Runs on every exit path, also after a failed
   * `setUp`.
   */
  tearDown(report: Reporter): Promise<void>;
}

/** @throws ClewError where the cluster does not have what a fault needs */
export function requiredCapability<Name extends keyof Capabilities>(
  testbed: Pick<Testbed, 'capability'>,
  name: Name,
): Capabilities[Name] {
  const found = testbed.capability(name);
  if (found !== undefined) return found;
  throw new ClewError({
    message: worded`this cluster has no ${openly(name)} that a fault could reach`,
    cure: 'choose another fault',
  });
}
