/** What makes faults and ends them, and what it needs to know of the run. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Json } from '@/lib/base/json';
import type { Random } from '@/lib/base/random';
import type { Op } from '@/lib/history/op';
import { ClewError } from '../base/failure';
import type { Testbed } from '../testbed/testbed';

/** What a completed op of the nemesis carries. */
export interface Done {
  readonly value: Json;
  /** What of it could not be done. The run goes on: it says something about the system, or about nothing. */
  readonly error?: string;
}

export interface Nemesis {
  /** What `heal` does, as a step of the tear-down. */
  readonly healTitle: string;
  /** @throws ClewError when our own means failed; it ends the run */
  invoke(op: Op): Promise<Done>;
  /** Ends whatever goes on; safe at any time, any number of times. */
  heal(): Promise<void>;
}

export interface NemesisInput {
  readonly testbed: Pick<Testbed, 'nodes' | 'net' | 'processes'>;
  readonly random: Random;
  /** The node that leads at present, as far as anybody knows. */
  leader(): string | undefined;
  warn(message: string): void;
}

/** Elections pass in which nobody leads; a cluster that has no leader for longer than this is hit somewhere else. */
const leaderLimitMs = 1000;
const leaderPollMs = 50;

/** The node that leads now or, while nobody does, the next one. */
export async function awaitLeader({ leader }: Pick<NemesisInput, 'leader'>): Promise<string | undefined> {
  const deadline = performance.now() + leaderLimitMs;
  for (;;) {
    const found = leader();
    if (found !== undefined || performance.now() >= deadline) return found;
    await pause(leaderPollMs);
  }
}

export function unknownOp(fault: string, op: Op, known: readonly string[]): ClewError {
  return new ClewError({
    message: `the ${fault} nemesis does not know how to ${op.f}`,
    cure: `use ${known.join(' and ')}`,
  });
}
