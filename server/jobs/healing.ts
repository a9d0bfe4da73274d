/**
 * Clusters of a person's own machines that a run may have left cut, paused or running, because its server was killed. They are
 * put right at the next start, and tried again until every node was reached; until then no run may use them. The list lies in
 * the data directory, so that a second crash forgets nothing.
 */
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import * as z from 'zod/mini';
import type { Plan } from '@/lib/plan/plan';
import { storedTest } from '@/lib/plan/resolve';
import type { UnhealedCluster } from '@/lib/protocol/healing';
import { ClewError, failureOf } from '../base/failure';
import { readIfThere } from '../base/read-if-there';
import { sync } from '../base/sync-files';
import type { NodeResult } from '../nodes/cluster';
import type { HealRequest } from '../testbed/heal-cluster';
import { claimsOf } from './cluster-queue';

export type HealCluster = (request: HealRequest) => Promise<readonly NodeResult<string>[]>;

const fileSchema = z.array(z.object({ run: z.string(), plan: z.unknown() }));

interface Left {
  readonly run: string;
  readonly plan: Plan;
  /** Of the last try. */
  nodes: readonly NodeResult<string>[];
  triedAt?: number;
}

export class Healing {
  readonly #file: string;
  readonly #dataDirectory: string;
  readonly #heal: HealCluster;
  readonly #log: Logger;
  #left: readonly Left[];
  #trying: Promise<void> | undefined;
  /** Ends with the last try: two at once would be in each other's way. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(dataDirectory: string, heal: HealCluster, log: Logger, left: readonly Left[]) {
    this.#dataDirectory = dataDirectory;
    this.#file = fileIn(dataDirectory);
    this.#heal = heal;
    this.#log = log;
    this.#left = left;
  }

  static async open(dataDirectory: string, heal: HealCluster, log: Logger): Promise<Healing> {
    return new Healing(dataDirectory, heal, log, await readLeft(fileIn(dataDirectory), log));
  }

  /** Of a run that was cut off, or could not tear down; written down before anything is tried. */
  async add(run: string, plan: Plan): Promise<void> {
    if (plan.cluster.type !== 'ssh') return;
    this.#left = [...this.#left.filter((one) => one.run !== run), { run, plan, nodes: [] }];
    await this.#save();
  }

  list(): readonly UnhealedCluster[] {
    return this.#left.map(({ run, plan, nodes, triedAt }) => ({
      ...{ run, name: plan.name, ...(triedAt !== undefined && { triedAt }) },
      machines: machinesOf(plan).map(({ name, host, port }) => {
        const trouble = nodes.find((node) => node.name === name)?.trouble;
        return { name, host, port, ...(trouble !== undefined && { trouble }) };
      }),
    }));
  }

  /** Tries every cluster that is left, once. Never rejects; a try that is under way is waited for. */
  async tryAll(): Promise<void> {
    this.#trying ??= this.#inTurn(() => this.#tryAll()).finally(() => {
      this.#trying = undefined;
    });
    await this.#trying;
  }

  /** Tries one at once, also one that is not listed: a person may know better. Never rejects. */
  async heal(run: string, plan: Plan): Promise<readonly NodeResult<string>[]> {
    return this.#inTurn(() => this.#try(this.#left.find((one) => one.run === run) ?? { run, plan, nodes: [] }));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** @throws ClewError where the plan's machines may still be cut, paused or busy, naming the run that left them so */
  assertWhole(plan: Plan): void {
    const claims = new Set(claimsOf(plan).map(({ name }) => name));
    const left = this.#left.find((one) => claimsOf(one.plan).some(({ name }) => claims.has(name)));
    if (!left) return;
    const why = left.triedAt === undefined ? 'not tried yet' : troublesOf(left.nodes).join(' · ');
    throw new ClewError({
      message: `run ${left.run} may have left these machines cut, paused or busy: ${why}`,
      cure: `they are put right as soon as they can be reached; clew heal ${left.run} tries it at once`,
    });
  }

  async #tryAll(): Promise<void> {
    for (const left of this.#left) await this.#try(left);
  }

  async #try(left: Left): Promise<readonly NodeResult<string>[]> {
    const { run, plan } = left;
    const found = await this.#heal({ run, plan, dataDirectory: this.#dataDirectory }).catch((error: unknown) =>
      machinesOf(plan).map(({ name }) => ({ name, trouble: failureOf(error).message })),
    );
    const nodes = found.map(withoutName);
    left.nodes = nodes;
    left.triedAt = Date.now();
    const troubles = troublesOf(nodes);
    if (troubles.length > 0) {
      this.#log.warn({ run, troubles }, 'machines that a run left behind need healing');
      return nodes;
    }
    if (!this.#left.some((one) => one.run === run)) return nodes;
    this.#log.warn({ run }, 'the machines that a run left behind are whole again');
    this.#left = this.#left.filter((one) => one.run !== run);
    await this.#save();
    return nodes;
  }

  async #save(): Promise<void> {
    const text = JSON.stringify(this.#left.map(({ run, plan }) => ({ run, plan })));
    try {
      await writeFile(`${this.#file}.new`, text, { mode: 0o600, flush: true });
      await rename(`${this.#file}.new`, this.#file);
      await sync(dirname(this.#file));
    } catch (error) {
      this.#log.error({ err: error }, 'the list of machines that need healing cannot be written');
    }
  }
}

function machinesOf({ cluster }: Plan) {
  return cluster.type === 'ssh' ? cluster.nodes : [];
}

/** What went wrong, where it stands beside the name of the node. */
function withoutName(node: NodeResult<string>): NodeResult<string> {
  const { name, trouble } = node;
  return trouble?.startsWith(`${name}: `) ? { name, trouble: trouble.slice(name.length + 2) } : node;
}

function troublesOf(nodes: readonly NodeResult<string>[]): readonly string[] {
  return nodes.flatMap(({ name, trouble }) => (trouble === undefined ? [] : [`${name}: ${trouble}`]));
}

function fileIn(dataDirectory: string): string {
  return join(dataDirectory, 'needs-healing.json');
}

/** What cannot be read any more is not healed by itself, and no hindrance. */
async function readLeft(file: string, log: Logger): Promise<readonly Left[]> {
  try {
    const listed = fileSchema.parse(JSON.parse((await readIfThere(file)) ?? '[]'));
    return listed.map(({ run, plan }) => ({ run, plan: storedTest(plan), nodes: [] }));
  } catch (error) {
    log.error({ err: error, file }, 'the list of machines that need healing cannot be read');
    return [];
  }
}
