/**
 * Faults of processes: those of the system on some nodes are paused, or killed, and later resume, or restart on the data
 * that they have. What such a process then does, or that it does not come back, is the system's doing: the op says so,
 * and the run goes on. A node that cannot be reached is a failure of ours, and ends the run.
 */
import { openly, type Wording, worded } from '@/lib/base/wording';
import { drawTargets, type TargetsName } from '@/lib/nemesis/targets';
import { ClewError, failureOf, failureText } from '../base/failure';
import type { Processes } from '../testbed/capabilities';
import { awaitLeader, type Done, type FaultContext, type Injector } from './driver';
import { givenIn } from './given';

export interface ProcessFault {
  /** The members of the ops' values that name the nodes. */
  readonly affected: 'paused' | 'killed' | 'nodes';
  readonly recovered: 'resumed' | 'restarted' | 'recovered';
  /** @returns what has to be said of it, though it was done */
  inject(processes: Processes, node: string): Promise<Wording | undefined>;
  recover(processes: Processes, node: string): Promise<Wording | undefined>;
  /** Whether a process that is not there counts as hit, and as recovered. */
  readonly isMadeByAbsence: boolean;
  readonly isEndedByAbsence: boolean;
}

export interface Targets {
  readonly targets: TargetsName;
  /** Read where the targets are `given`. */
  readonly nodes?: readonly string[] | undefined;
}

export class ProcessInjector implements Injector {
  readonly #context: FaultContext;
  readonly #whom: { readonly targets: TargetsName; readonly given: readonly string[] };
  readonly #fault: ProcessFault;
  readonly #processes: Processes;
  /** Nodes hit and not yet seen to run again, each with the id under which it was hit. */
  readonly #affected = new Map<string, number>();
  /** Ids whose end was tried; what it left is tried again at each later end. */
  readonly #ended = new Set<number>();
  #random: FaultContext['random'];

  /** @throws ClewError where the options name nodes that the cluster does not have */
  constructor(context: FaultContext, { targets, nodes }: Targets, fault: ProcessFault) {
    this.#context = context;
    this.#whom = { targets, given: targets === 'given' ? givenIn(context.nodes, nodes) : [] };
    this.#fault = fault;
    this.#processes = context.capability('process');
    this.#random = context.random;
  }

  async begin(id: number, chosen?: readonly string[]): Promise<Done> {
    const { held } = this.#context;
    const asksLeader = chosen === undefined && this.#whom.targets === 'leader';
    const leader = asksLeader ? await awaitLeader(this.#context) : undefined;
    const targets = chosen?.filter((node) => !held.has(node)) ?? this.#draw(leader);
    if (targets.length === 0) return { value: {}, error: 'every process that it may hit is held by another fault' };
    const failures = await this.#onAll(targets, async (node) => {
      held.add(node);
      this.#affected.set(node, id);
      return this.#inject(node);
    });
    const hit = targets.filter((node) => this.#affected.has(node));
    const looked = asksLeader ? { leader: leader ?? null } : {};
    return done(hit.length === 0 ? {} : { [this.#fault.affected]: hit, ...looked }, failures);
  }

  #draw(leader: string | undefined): readonly string[] {
    const { nodes, held } = this.#context;
    const free = nodes.filter((node) => !held.has(node));
    const { value, next } = drawTargets({ nodes: free, leader, ...this.#whom }, this.#random);
    this.#random = next;
    return value;
  }

  async end(id: number): Promise<Done> {
    this.#ended.add(id);
    const { hasFailed: _, ...ended } = await this.#recover((hitBy) => this.#ended.has(hitBy));
    return ended;
  }

  async heal(): Promise<void> {
    const { error, hasFailed } = await this.#recover(() => true);
    if (hasFailed) throw new ClewError({ message: error ?? '', cure: 'the wipe that follows ends what is left' });
  }

  /** A process that ended by itself cannot be hit, and the op says so; a node that does not answer is thrown. */
  async #inject(node: string): Promise<Wording | undefined> {
    try {
      return await this.#fault.inject(this.#processes, node);
    } catch (error) {
      if (await this.#processes.isRunning(node)) throw error;
      if (this.#fault.isMadeByAbsence) return undefined;
      this.#release(node);
      throw new NotRunning(node);
    }
  }

  async #recover(isMeant: (hitBy: number) => boolean): Promise<Done & { readonly hasFailed: boolean }> {
    const nodes = this.#context.nodes.filter((node) => {
      const hitBy = this.#affected.get(node);
      return hitBy !== undefined && isMeant(hitBy);
    });
    const failed = new Set<string>();
    const gone: string[] = [];
    const failures = await this.#onAll(nodes, async (node) => {
      try {
        const note = await this.#fault.recover(this.#processes, node);
        this.#release(node);
        return note;
      } catch (error) {
        if (this.#fault.isEndedByAbsence && !(await this.#processes.isRunning(node))) {
          this.#release(node);
          gone.push(node);
        }
        failed.add(node);
        throw new NotRunning(node, failureText(error), failureOf(error).log);
      }
    });
    const recovered = nodes.filter((node) => !failed.has(node));
    if (nodes.length === 0) return { value: { state: 'all running' }, hasFailed: false };
    const value = {
      ...(recovered.length > 0 && { [this.#fault.recovered]: recovered }),
      ...(gone.length > 0 && { gone }),
    };
    return { ...done(value, failures), hasFailed: failed.size > 0 };
  }

  #release(node: string): void {
    this.#affected.delete(node);
    this.#context.held.delete(node);
  }

  /** On all at once, waiting for every one. @returns what the op says @throws the first failure of our own */
  async #onAll(
    nodes: readonly string[],
    work: (node: string) => Promise<Wording | undefined>,
  ): Promise<readonly string[]> {
    const results = await Promise.allSettled(nodes.map(work));
    return results.flatMap((result) => {
      if (result.status === 'fulfilled') {
        if (result.value === undefined) return [];
        this.#context.warn(result.value);
        return [result.value.whole];
      }
      if (!(result.reason instanceof NotRunning)) throw result.reason;
      const { message, text, log } = result.reason;
      // What the node wrote goes through the search for what is private, as its whole log does.
      for (const line of [text, ...log.map(openly)]) this.#context.warn(line);
      return [message];
    });
  }
}

/** The system's process is not there. */
class NotRunning extends Error {
  readonly text: Wording;
  readonly log: readonly string[];

  /** @param log the end of what the node wrote about it */
  constructor(node: string, reason = worded`the process of the system does not run`, log: readonly string[] = []) {
    const text = reason.whole.startsWith(node) ? reason : worded`${openly(node)}: ${reason}`;
    super(text.whole);
    this.text = text;
    this.log = log;
  }
}

function done(value: Done['value'], failures: readonly string[]): Done {
  return failures.length === 0 ? { value } : { value, error: failures.join('; ') };
}
