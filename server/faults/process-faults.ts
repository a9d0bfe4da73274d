/**
 * Pauses and kills: the processes of the system stand still, or end, on some nodes, and later go on, or start again on
 * the data that they have. What such a process then does, or that it does not come back, is the system's doing: the op
 * says so, and the run goes on. That a node cannot be reached is ours, and ends the run.
 */

import { faultOps } from '@/lib/history/fault';
import { faultValue, mendedValue } from '@/lib/history/nemesis-value';
import type { Op } from '@/lib/history/op';
import type { TargetsName } from '@/lib/nemesis/targets';
import { drawTargets } from '@/lib/nemesis/targets';
import { ClewError, failureOf } from '../base/failure';
import type { Processes } from '../testbed/testbed';
import { awaitLeader, type Done, type Nemesis, type NemesisInput, unknownOp } from './nemesis';

interface ProcessFault {
  readonly kind: 'pause' | 'kill';
  readonly healTitle: string;
  strike(processes: Processes, node: string): Promise<void>;
  mend(processes: Processes, node: string): Promise<void>;
}

const pause: ProcessFault = {
  kind: 'pause',
  healTitle: 'Resume what is paused',
  strike: (processes, node) => processes.pause(node),
  mend: (processes, node) => processes.resume(node),
};

const kill: ProcessFault = {
  kind: 'kill',
  healTitle: 'Restart what was killed',
  strike: (processes, node) => processes.kill(node),
  mend: (processes, node) => processes.restart(node),
};

export function pauseNemesis(input: NemesisInput, targets: TargetsName): Nemesis {
  return new ProcessNemesis(pause, input, targets);
}

export function killNemesis(input: NemesisInput, targets: TargetsName): Nemesis {
  return new ProcessNemesis(kill, input, targets);
}

class ProcessNemesis implements Nemesis {
  readonly healTitle: string;
  readonly #fault: ProcessFault;
  readonly #input: NemesisInput;
  readonly #targets: TargetsName;
  /** Hit, and not yet seen to run again. */
  readonly #struck = new Set<string>();
  #random: NemesisInput['random'];

  constructor(fault: ProcessFault, input: NemesisInput, targets: TargetsName) {
    this.healTitle = fault.healTitle;
    this.#fault = fault;
    this.#input = input;
    this.#targets = targets;
    this.#random = input.random;
  }

  async invoke(op: Op): Promise<Done> {
    const { begin, end } = faultOps[this.#fault.kind];
    if (op.f === begin) return this.#begin();
    if (op.f === end) return this.#end();
    throw unknownOp(this.#fault.kind, op, [begin, end]);
  }

  async heal(): Promise<void> {
    const { error } = await this.#end();
    if (error !== undefined) throw new ClewError({ message: error, cure: 'the wipe that follows ends what is left' });
  }

  async #begin(): Promise<Done> {
    const asksLeader = this.#targets === 'leader';
    const leader = asksLeader ? await awaitLeader(this.#input) : undefined;
    const { value: drawn, next } = drawTargets(this.#input.testbed.nodes, this.#targets, leader, this.#random);
    this.#random = next;
    // One that did not come back from an earlier fault is still down, and is said to be.
    const targets = this.#input.testbed.nodes.filter((node) => drawn.includes(node) || this.#struck.has(node));
    const failures = await this.#onAll(targets, async (node) => {
      if (this.#struck.has(node)) return;
      this.#struck.add(node);
      await this.#strike(node);
    });
    const hit = targets.filter((node) => this.#struck.has(node));
    const value = faultValue({ kind: this.#fault.kind, nodes: hit }, asksLeader ? (leader ?? null) : undefined);
    return done(hit, value, failures);
  }

  /** A process that ended by itself cannot be hit; that is told, whereas a node that does not answer is thrown. */
  async #strike(node: string): Promise<void> {
    const { processes } = this.#input.testbed;
    try {
      await this.#fault.strike(processes, node);
    } catch (error) {
      if (await processes.isRunning(node)) throw error;
      // Which is what a kill is for.
      if (this.#fault.kind === 'kill') return;
      this.#struck.delete(node);
      throw new NotRunning(node);
    }
  }

  async #end(): Promise<Done> {
    const nodes = this.#input.testbed.nodes.filter((node) => this.#struck.has(node));
    const { processes } = this.#input.testbed;
    const failed = new Set<string>();
    const failures = await this.#onAll(nodes, async (node) => {
      try {
        await this.#fault.mend(processes, node);
        this.#struck.delete(node);
      } catch (error) {
        // A process that ended in its sleep is not paused any more.
        if (this.#fault.kind === 'pause' && !(await processes.isRunning(node))) this.#struck.delete(node);
        failed.add(node);
        const { message, log } = failureOf(error);
        throw new NotRunning(node, message, log);
      }
    });
    const mended = nodes.filter((node) => !failed.has(node));
    return done(mended, mendedValue(this.#fault.kind, mended), failures);
  }

  /** On all at once, waiting for every one. @returns what is to be told @throws the first failure of our own */
  async #onAll(nodes: readonly string[], work: (node: string) => Promise<void>): Promise<readonly string[]> {
    const results = await Promise.allSettled(nodes.map(work));
    return results.flatMap((result) => {
      if (result.status === 'fulfilled') return [];
      if (!(result.reason instanceof NotRunning)) throw result.reason;
      const { message, log } = result.reason;
      for (const line of [message, ...log]) this.#input.warn(line);
      return [message];
    });
  }
}

/** The system's process is not there. */
class NotRunning extends Error {
  readonly log: readonly string[];

  /** @param log the end of what the node wrote about it */
  constructor(node: string, message = 'the process of the system does not run', log: readonly string[] = []) {
    super(message.startsWith(node) ? message : `${node}: ${message}`);
    this.log = log;
  }
}

/** An op that was done to nobody, because it failed for everybody, has no value. */
function done(nodes: readonly string[], value: Done['value'], failures: readonly string[]): Done {
  if (failures.length === 0) return { value };
  return { value: nodes.length === 0 ? null : value, error: failures.join('; ') };
}
