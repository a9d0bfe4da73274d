/** What a fault does to a cluster: one file a fault, beside its description in `lib/catalog/faults`. */

import type * as z from 'zod/mini';
import type { Json } from '@/lib/base/json';
import type { Random } from '@/lib/base/random';
import type { Text } from '@/lib/base/wording';
import type { FaultDescription } from '@/lib/catalog/faults/fault';
import { poll } from '../base/poll';
import type { Capabilities } from '../testbed/capabilities';

/** What was done. */
export interface Done {
  /** Members of the op's value; see `lib/history/nemesis-value.ts`. */
  readonly value: { readonly [member: string]: Json };
  /** What of it could not be done. The run goes on: that says something about the system, or about nothing. */
  readonly error?: string;
}

/**
 * One fault of a plan, injected again and again. Each time has an id, under which it is ended.
 *
 * @throws ClewError when our own means failed; it ends the run
 */
export interface Injector {
  /** @param nodes that a person chose; without them it draws its own */
  begin(id: number, nodes?: readonly string[]): Promise<Done>;
  end(id: number): Promise<Done>;
  /** Ends whatever is left; safe at any time, any number of times. */
  heal(): Promise<void>;
}

export interface FaultContext {
  readonly nodes: readonly string[];
  /** @throws ClewError where the cluster does not have it */
  capability<Name extends keyof Capabilities>(name: Name): Capabilities[Name];
  readonly random: Random;
  /** Nodes whose process a fault of this run holds. A second one on the same process would not know what it ends. */
  readonly held: Set<string>;
  /** The node that leads at present, as far as is known. */
  leader(): string | undefined;
  /** All that say so, the one of the latest term first. */
  leaders(): readonly string[];
  warn(message: Text): void;
}

export interface FaultDriver {
  readonly name: string;
  /** What `heal` does, as a step of the tear-down. */
  readonly healTitle: string;
  /** @param options of the fault's own schema, which checks them again and fills in what is missing */
  open(context: FaultContext, options: unknown): Injector;
}

export function faultDriver<Options extends z.ZodMiniObject>(
  { name, options: schema }: FaultDescription<string, Options>,
  healTitle: string,
  open: (context: FaultContext, options: z.output<Options>) => Injector,
): FaultDriver {
  return { name, healTitle, open: (context, options) => open(context, schema.parse(options)) };
}

/** Elections pass in which no node leads; a cluster that has no leader for longer than this is hit somewhere else. */
const maxLeaderWaitMs = 1000;
const leaderPollMs = 50;

/** The node that leads now or, during an election, the next one. */
export async function awaitLeader({ leader }: Pick<FaultContext, 'leader'>): Promise<string | undefined> {
  let found = leader();
  const isKnown = () => {
    found = leader();
    return found !== undefined;
  };
  await poll(isKnown, { intervalMs: leaderPollMs, timeoutMs: maxLeaderWaitMs });
  return found;
}
