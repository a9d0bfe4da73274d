/** The experiments of the store, and their links; their runs are in the table of runs. */
import { and, desc, eq, getTableColumns, inArray } from 'drizzle-orm';
import * as z from 'zod/mini';
import { type Experiment, storedExperiment } from '@/lib/plan/experiment-document';
import type { Plan } from '@/lib/plan/plan';
import { storedTest } from '@/lib/plan/resolve';
import { type ExperimentState, experimentStateSchema } from '@/lib/protocol/experiment';
import { type OutcomeName, outcomeNameSchema } from '@/lib/protocol/run';
import type { Sql } from './database';
import { assertWritten, isHeld, type Lease, rowUnder } from './leases';
import { experiments, runs } from './schema';

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
    return rows.map((row) => ({ ...row, outcome: z.nullable(outcomeNameSchema).parse(row.outcome) }));
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
  return { ...fromRow(row), plans: z.array(z.unknown()).parse(plans).map(storedTest) };
}
