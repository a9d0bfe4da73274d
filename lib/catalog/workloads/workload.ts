/**
 * A workload is what the clients do and how that is judged. One folder each, one line in `index.ts`; the form, the plan,
 * the command line, the timeline and the report take everything else from here.
 */
import type * as z from 'zod/mini';
import type { Json } from '../../base/json';
import type { CheckerContext } from '../../checker/core/checker';
import type { CheckerName } from '../../checker/names';
import type { JudgedModel } from '../../checker/transactions/consistency';
import type { Generator } from '../../generator/generator';
import type { OperationTable } from '../../history/operation-table';
import type { Structure } from './structure';

export interface Workload {
  readonly name: string;
  readonly title: string;
  /** A sentence to choose it by. */
  readonly summary: string;
  /** Its own options, strict, each with a default, a `title`, and a `unit` and `hint` where they help. */
  readonly options: OptionsSchema;
  /** Every function that its generators make. */
  readonly operations: OperationTable;
  readonly judge: Judging;
  /** What its transactions are judged by. */
  promises?(options: unknown): JudgedModel;
  /** What else its checkers are told of the options. */
  terms?(options: unknown): WorkloadTerms;
  /** What its object holds when the load begins, where the options say so; a system puts it there when it is set up. */
  start?(options: unknown): Json;
  /** Its clients wait for each other, so operations cannot arrive at a rate of their own. */
  readonly isClosed?: true;
  /** Of workloads that the in-memory system offers. */
  readonly structure?: Structure;
  /** What the clients do until the time limit; it ends by itself then. */
  load(input: WorkloadInput): Generator;
  /** What they do last, once everything is healed and rested. */
  last(input: WorkloadInput): Generator;
  /** What is done, and on what, as it stands in a sentence: `reads and adds as 1 : 4, on one set`. */
  describe(options: unknown): string;
}

export type WorkloadTerms = Pick<CheckerContext, 'bank'>;

export interface Judging {
  /** A name from the registry of models; without one only the checkers judge, and linearizability is not asked. */
  readonly model?: string;
  /** The state the system is prepared in; of every key where there are keys. */
  readonly initial: Json;
  /** What is asked of its histories beside linearizability, in the order in which it is shown. */
  readonly checkers: readonly CheckerName[];
  /** Whether every operation has a key, and each key is judged by itself. */
  readonly isByKey: boolean;
  /** Whether its history is checked while it grows, by those of its checkers that can. */
  readonly isLive: boolean;
}

export interface WorkloadInput<Options = unknown> {
  readonly options: Options;
  readonly concurrency: number;
  /** Spaces the operations of a generator as the load of the plan says. */
  pace(inner: Generator): Generator;
  readonly timeLimitSeconds: number;
  /** All randomness comes from it: equal inputs give equal operations. */
  readonly seed: number;
}

export type OptionsSchema = z.ZodMiniObject<z.core.$ZodShape, z.core.$strict>;

interface Definition<Schema extends OptionsSchema, Name extends string>
  extends Omit<Workload, 'name' | 'options' | 'promises' | 'terms' | 'start' | 'load' | 'last' | 'describe'> {
  readonly name: Name;
  readonly options: Schema;
  load(input: WorkloadInput<z.output<Schema>>): Generator;
  last(input: WorkloadInput<z.output<Schema>>): Generator;
  describe(options: z.output<Schema>): string;
  promises?(options: z.output<Schema>): JudgedModel;
  terms?(options: z.output<Schema>): WorkloadTerms;
  start?(options: z.output<Schema>): Json;
}

/** A workload whose options are checked by its own schema wherever they come from. */
export function defineWorkload<const Name extends string, Schema extends OptionsSchema>(
  definition: Definition<Schema, Name>,
): Workload & { readonly name: Name; readonly options: Schema } {
  const { options, promises, terms, start, ...rest } = definition;
  const checked = (input: WorkloadInput) => ({ ...input, options: options.parse(input.options) });
  return {
    ...rest,
    options,
    ...(promises && { promises: (own) => promises(options.parse(own)) }),
    ...(terms && { terms: (own) => terms(options.parse(own)) }),
    ...(start && { start: (own) => start(options.parse(own)) }),
    load: (input) => definition.load(checked(input)),
    last: (input) => definition.last(checked(input)),
    describe: (own) => definition.describe(options.parse(own)),
  };
}
