/** For tests: a runner whose runs do what the test says and nothing else, and what goes with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present } from '@/lib/base/assert';
import type { Op } from '@/lib/history/op';
import { type Plan, type PlanInput, planSchema } from '@/lib/plan/plan';
import type { HandAnswer } from '@/lib/protocol/by-hand';
import type { Entry, Outcome } from '@/lib/protocol/entry';
import type { RunInput } from '../runner/run';
import type { Testbed } from '../testbed/testbed';

export class Puppet {
  readonly #begun = new Map<string, { input: RunInput; finish: (outcome: Outcome) => void }>();
  readonly #awaited = new Map<string, () => void>();

  readonly execute = (input: RunInput): Promise<Outcome> =>
    new Promise((resolve) => {
      this.#begun.set(input.plan.name, { input, finish: resolve });
      input.append({ type: 'phase', at: 1, phase: 'running' });
      const abort = () => resolve({ kind: 'aborted', reason: String(input.stop.reason) });
      // A run that was stopped while it waited begins all the same.
      if (input.stop.aborted) abort();
      else input.stop.addEventListener('abort', abort);
      this.#awaited.get(input.plan.name)?.();
    });

  /** Resolves when the run of that name has begun. */
  async begun(name: string): Promise<void> {
    if (!this.#begun.has(name)) await new Promise<void>((resolve) => this.#awaited.set(name, resolve));
  }

  hasBegun(name: string): boolean {
    return this.#begun.has(name);
  }

  /** So that other runs of the same names can be waited for. */
  forget(): void {
    this.#begun.clear();
  }

  append(name: string, entries: readonly Entry[]): void {
    for (const entry of entries) this.#run(name).input.append(entry);
  }

  saveLogs(name: string, node: string, text: string): Promise<void> {
    return this.#run(name).input.saveLogs([{ node, file: 'etcd.log', text }]);
  }

  /** Requests for faults by hand are answered by that. */
  answerByHand(name: string, answer: HandAnswer): void {
    this.#run(name).input.desk?.open({ act: async () => answer });
  }

  finish(name: string, outcome: Outcome): void {
    this.#run(name).finish(outcome);
  }

  #run(name: string) {
    return present(this.#begun.get(name), `a run named ${name}`);
  }
}

export const openNoTestbed = async (): Promise<Testbed> => ({}) as Testbed;

export function memoryPlan(name: string): Plan {
  return planSchema.parse({ name, cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
}

export function sshPlan(name: string, ...hosts: readonly string[]): Plan {
  const nodes = hosts.map((host) => ({ name: host, host }));
  const input: PlanInput = { name, cluster: { type: 'ssh', nodes }, system: { name: 'etcd' }, seed: 1 };
  return planSchema.parse(input);
}

/** Reads of a register that answer nothing: `count` operations of one process. */
export function reads(count: number, from = 0): readonly Op[] {
  return Array.from({ length: 2 * count }, (_, i) => {
    const index = from + i;
    return {
      index,
      time: index * 1000,
      process: 0,
      type: index % 2 === 0 ? ('invoke' as const) : ('ok' as const),
      f: 'read',
      value: null,
    };
  });
}

export async function temporaryDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'clew-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
