/** The experiments of the store, and their links; their runs are in the table of runs. */
import { and, desc, eq, getTableColumns, inArray } from 'drizzle-orm';
import * as z from 'zod';
import { type Experiment, storedExperiment } from '@/lib/plan/experiment-document';
import type { Plan } from '@/lib/plan/plan';
import { storedPlan } from '@/lib/plan/resolve';
import { type ExperimentState, experimentStateSchema } from '@/lib/protocol/experiment';
import { type OutcomeName, outcomeNameSchema } from '@/lib/protocol/run';
import type { Sql } from './database';
import { assertWritten, isHeld, type Lease, rowUnder } from './leases';
import { experimentShares, experiments, runs } from './schema';

/** Experiments that a list shows; older ones are kept and still open by their address. */
const maxListed = 100;

export interface StoredExperiment {
  readonly id: string;
  readonly document: Experiment;
  /** Those of the first combination first. */
  readonly plans: readonly Plan[];
  readonly createdAt: number;
  readonly ending: ExperimentEnding;
}

type ListedExperiment = Omit<StoredExperiment, 'plans'>;

export interface ExperimentEnding {
  readonly state: ExperimentState;
  readonly reason?: string | undefined;
  readonly endedAt?: number | undefined;
}

/** What a list needs of a run. */
export interface ListedRun {
  readonly experimentId: string | null;
  readonly combination: number | null;
  readonly repeat: number | null;
  readonly outcome: OutcomeName | null;
  readonly createdAt: number;
}

/** A link as its owner made it. */
export interface ShareLink {
  readonly token: string;
  /** Whether whoever has it also sees addresses, users, ports and paths. */
  readonly showsPlaces: boolean;
}

/** What a token opens. */
export interface Shared extends Pick<ShareLink, 'showsPlaces'> {
  readonly id: string;
}

export class ExperimentStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async insert(lease: Lease, { ending: { state }, ...experiment }: StoredExperiment): Promise<void> {
    const row = { ...experiment, state };
    const written = await this.#sql
      .insert(experiments)
      .select(rowUnder(lease, experiments, row))
      .returning({ id: experiments.id });
    assertWritten(lease, written);
  }

  async end(lease: Lease, { state, reason, endedAt }: ExperimentEnding): Promise<void> {
    const ending = { state, reason: reason ?? null, endedAt: endedAt ?? null };
    const written = await this.#sql
      .update(experiments)
      .set(ending)
      .where(and(eq(experiments.id, lease.id), isHeld(this.#sql, lease)))
      .returning({ id: experiments.id });
    assertWritten(lease, written);
  }

  async find(id: string): Promise<StoredExperiment | undefined> {
    const [row] = await this.#sql.select().from(experiments).where(eq(experiments.id, id));
    return row && withPlans(row);
  }

  /** Newest first, without their plans and without those whose rows cannot be read. */
  async list(): Promise<readonly ListedExperiment[]> {
    const { plans: _, ...columns } = getTableColumns(experiments);
    const rows = await this.#sql
      .select(columns)
      .from(experiments)
      .orderBy(desc(experiments.createdAt))
      .limit(maxListed);
    return rows.flatMap(readable);
  }

  async unfinished(): Promise<readonly StoredExperiment[]> {
    const rows = await this.#sql.select().from(experiments).where(eq(experiments.state, 'going-on'));
    return rows.map(withPlans);
  }

  async runsOf(ids: readonly string[]): Promise<readonly ListedRun[]> {
    if (ids.length === 0) return [];
    const { experimentId, combination, repeat, outcome, createdAt } = runs;
    const rows = await this.#sql
      .select({ experimentId, combination, repeat, outcome, createdAt })
      .from(runs)
      .where(inArray(experimentId, [...ids]));
    return rows.map((row) => ({ ...row, outcome: outcomeNameSchema.nullable().parse(row.outcome) }));
  }

  /** Keeps a token for the experiment unless it has one. @returns the one that counts */
  async share(id: string, token: string): Promise<string> {
    await this.#sql.insert(experimentShares).values({ experimentId: id, token }).onConflictDoNothing();
    return (await this.findShareLink(id))?.token ?? token;
  }

  /** Nothing where the experiment is not shared. */
  async showPlaces(id: string, showsPlaces: boolean): Promise<void> {
    await this.#sql.update(experimentShares).set({ showsPlaces }).where(eq(experimentShares.experimentId, id));
  }

  async findShareLink(id: string): Promise<ShareLink | undefined> {
    const [row] = await this.#sql.select().from(experimentShares).where(eq(experimentShares.experimentId, id));
    return row && { token: row.token, showsPlaces: row.showsPlaces };
  }

  /** The experiment that a token opens, and how much of it. */
  async findShared(token: string): Promise<Shared | undefined> {
    const [row] = await this.#sql.select().from(experimentShares).where(eq(experimentShares.token, token));
    return row && { id: row.experimentId, showsPlaces: row.showsPlaces };
  }

  async revokeShare(id: string): Promise<void> {
    await this.#sql.delete(experimentShares).where(eq(experimentShares.experimentId, id));
  }
}

type Row = typeof experiments.$inferSelect;

/** In a list, one that cannot be read hides no other. */
function readable(row: Omit<Row, 'plans'>): readonly ListedExperiment[] {
  try {
    return [fromRow(row)];
  } catch {
    return [];
  }
}

/** Checked, for another version of Clew may have written it. */
function fromRow({ id, createdAt, document, state, reason, endedAt }: Omit<Row, 'plans'>): ListedExperiment {
  const ending = {
    state: experimentStateSchema.parse(state),
    reason: reason ?? undefined,
    endedAt: endedAt ?? undefined,
  };
  return { id, createdAt, document: storedExperiment(document), ending };
}

function withPlans({ plans, ...row }: Row): StoredExperiment {
  return { ...fromRow(row), plans: z.array(z.unknown()).parse(plans).map(storedPlan) };
}
