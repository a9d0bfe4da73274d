/**
 * Makes the journal of a run from the ops of somebody else's history, as they are read. What the file says is kept as it
 * is; keys go to their field, a file without times gets some, and what breaks the laws of a history is refused, in the
 * words of `clew check`.
 */
import { present } from '@/lib/base/assert';
import { IntColumn } from '@/lib/base/column';
import { ClientCount } from '@/lib/history/client-count';
import type { LineProblem, TakenOps } from '@/lib/history/decoded';
import type { HistoryFormat } from '@/lib/history/history-format';
import { KeyReader, looksIndependent, type SplitProblem } from '@/lib/history/independent';
import { TaggedValues } from '@/lib/history/mixed-tags';
import type { Op } from '@/lib/history/op';
import { OpPairing } from '@/lib/history/op-pairing';
import type { HistoryError } from '@/lib/history/pairing';
import { nameOfHistory } from '@/lib/history/store-files';
import { modelFrom } from '@/lib/model/registry';
import { decides, judgingOf } from '@/lib/plan/import-judging';
import type { ImportedPlan } from '@/lib/plan/imported-plan';
import { type ImportNote, maxImportedClients } from '@/lib/plan/imported-plan-schema';
import { BlockBuilder } from '@/lib/protocol/block-builder';
import type { RunSummary } from '@/lib/protocol/run';
import { foldSummary, newSummary } from '@/lib/protocol/summary';
import { describeProblem, ForeignOperations } from '../judge/describe-problem';
import { maxChunkEntries, packBlock } from '../store/lines';
import type { ImportTask } from './messages';

/** What cannot be brought; the message names the line, and what to do. */
export class RefusedHistoryError extends Error {
  override readonly name = 'RefusedHistoryError';
}

/** Ops that are looked at before anything is decided by them. */
const beginningOps = 20_000;

/** From one op to the next in a file without times: far enough apart to be seen, and nobody takes it for a measure. */
const stepNanos = 1_000_000;

/** A process above this fits in no column. */
const maxProcess = 2 ** 30;

/** More notes than anybody reads. */
const maxNotes = 20;

const maxNameLength = 80;

export interface RecorderHost {
  begun(run: RunSummary): void;
  /** Resolves when another chunk may be made. */
  chunk(from: number, count: number, bytes: Uint8Array): Promise<void>;
}

export interface ReadFacts {
  readonly format: HistoryFormat;
  readonly hasTimes: boolean;
}

/** What is known at the end of the file. */
export interface EndFacts {
  readonly bytes: number;
  readonly notes: readonly LineProblem[];
  readonly damagedAt?: number | undefined;
}

export class ImportRecorder {
  readonly #task: ImportTask;
  readonly #entry: string | undefined;
  readonly #host: RecorderHost;
  #beginning: { readonly op: Op; readonly line: number }[] = [];
  #writing: Writing | undefined;

  /** @param entry where in a directory or a zip the history is */
  constructor(task: ImportTask, entry: string | undefined, host: RecorderHost) {
    this.#task = task;
    this.#entry = entry;
    this.#host = host;
  }

  /** @throws RefusedHistoryError */
  async take({ ops, lines }: TakenOps, facts: ReadFacts): Promise<void> {
    if (this.#writing) return this.#writing.takeAll(ops, lines);
    for (const [place, op] of ops.entries()) this.#beginning.push({ op, line: lines[place] ?? 0 });
    if (this.#beginning.length >= beginningOps) await this.#begin(facts);
  }

  /** @throws RefusedHistoryError, also where there was no op */
  async end(facts: ReadFacts, end: EndFacts): Promise<RunSummary> {
    if (!this.#writing) await this.#begin(facts);
    return present(this.#writing, 'what was written').end(end);
  }

  async #begin(facts: ReadFacts): Promise<void> {
    const beginning = this.#beginning;
    this.#beginning = [];
    this.#writing = new Writing(
      this.#task,
      this.#entry,
      facts,
      beginning.map(({ op }) => op),
      this.#host,
    );
    await this.#writing.takeAll(
      beginning.map(({ op }) => op),
      beginning.map(({ line }) => line),
    );
  }
}

/** From the moment at which it is known how the history is judged. */
class Writing {
  readonly #host: RecorderHost;
  readonly #hasTimes: boolean;
  readonly #isLawful: boolean;
  readonly #keys: KeyReader | undefined;
  readonly #isByKey: boolean;
  readonly #foreign: ForeignOperations | undefined;
  readonly #numbers: Map<number, number> | undefined;
  readonly #pairing = new OpPairing();
  readonly #tagged = new TaggedValues();
  readonly #clients = new ClientCount();
  readonly #lines = new IntColumn();
  readonly #notes: ImportNote[] = [];
  #builder = new BlockBuilder();
  #written = 0;
  #plan: ImportedPlan;
  #run: RunSummary;

  constructor(
    task: ImportTask,
    entry: string | undefined,
    { format, hasTimes }: ReadFacts,
    beginning: readonly Op[],
    host: RecorderHost,
  ) {
    if (beginning.length === 0) throw new RefusedHistoryError('there is no op in it; hand in a history');
    const judging = judgingOf(beginning, task.judging);
    const { model: name, initial, isByKey } = judging;
    const model = name === undefined ? undefined : modelFrom(name, initial);
    if (model && !model.ok) throw new RefusedHistoryError(model.error);
    this.#host = host;
    this.#hasTimes = hasTimes;
    this.#isByKey = isByKey;
    // A drain may journal what it dequeues, each while the drain is open.
    this.#isLawful = model !== undefined || !beginning.some(({ f }) => f === 'drain');
    this.#keys = isByKey && !beginning.some(({ key }) => key !== undefined) ? new KeyReader() : undefined;
    const arePairs = !isByKey && looksIndependent(beginning);
    this.#foreign = model && new ForeignOperations(model.value, false, () => arePairs);
    this.#numbers = areWild(beginning) ? new Map() : undefined;
    if (!hasTimes) this.#note({ message: 'the file has no times, so its ops stand one millisecond apart' });
    if (this.#numbers)
      this.#note({ message: 'the clients have numbers that leave gaps, so they are numbered from 0, in their order' });
    if (!decides(judging))
      this.#note({ message: 'its functions are none that Clew knows how to judge: choose a model, or checkers' });
    this.#plan = {
      version: 2,
      name: nameOf(task, entry),
      origin: { file: task.file, ...(entry !== undefined && { entry }), format, bytes: 0, ops: 0, notes: [] },
      system: { name: 'imported' },
      cluster: { type: 'none', nodes: [] },
      workload: { name: 'history', ...judging },
      load: { kind: 'closed', concurrency: 1, timeLimitSeconds: 0 },
      faults: [],
      recoverySeconds: 0,
      checker: {
        timeLimitSeconds: task.limits.timeLimitMs / 1000,
        memoryLimitMb: task.limits.memoryLimitMb,
        stopAtViolation: false,
        extra: [],
      },
    };
    this.#run = newSummary({ ...task.run, plan: this.#plan });
    host.begun(this.#run);
  }

  async takeAll(ops: readonly Op[], lines: ArrayLike<number>): Promise<void> {
    for (const [place, op] of ops.entries()) {
      this.#lines.push(lines[place] ?? 0);
      this.#take(op);
      if (this.#builder.count >= maxChunkEntries) await this.#flush();
    }
  }

  async end({ bytes, notes, damagedAt }: EndFacts): Promise<RunSummary> {
    for (const invocation of this.#pairing.unfinished()) {
      const problem = this.#foreign?.take(invocation, undefined);
      if (problem) throw this.#refused(problem);
    }
    const concurrency = this.#clients.clients(maxImportedClients);
    if (concurrency === undefined) {
      const cure = 'number its clients from 0, each by one number until an info, and by the next free one behind it';
      throw new RefusedHistoryError(`its processes fit on no ${maxImportedClients} lanes; ${cure}`);
    }
    if (this.#builder.count > 0) await this.#flush();
    for (const note of notes) this.#note(note);
    const { testedNanos = 0 } = this.#run;
    const origin = { ...this.#plan.origin, bytes, ops: this.#lines.length, notes: this.#notes };
    const plan: ImportedPlan = {
      ...this.#plan,
      origin: damagedAt === undefined ? origin : { ...origin, damagedAt },
      load: { ...this.#plan.load, concurrency, timeLimitSeconds: testedNanos / 1e9 },
    };
    return { ...this.#run, plan };
  }

  #take(read: Op): void {
    const op = this.#keyed(this.#named(this.#timed(read)));
    const invocation = this.#pairing.take(op);
    const { problem } = this.#pairing;
    if (problem && this.#isLawful) throw this.#refused(problem);
    const foreign = (invocation && this.#foreign?.take(invocation, op)) ?? this.#tagged.take(op);
    if (foreign) throw this.#refused(foreign);
    this.#clients.take(op);
    this.#builder.add(op);
  }

  #timed(op: Op): Op {
    return this.#hasTimes ? op : { ...op, time: op.time * stepNanos };
  }

  #named(op: Op): Op {
    const { process } = op;
    if (process === 'nemesis') return op;
    if (this.#numbers) {
      const known = this.#numbers.get(process) ?? this.#numbers.size;
      this.#numbers.set(process, known);
      return { ...op, process: known };
    }
    if (process > maxProcess)
      throw new RefusedHistoryError(`line ${this.#lines.at(op.index)}: there is no process ${process}`);
    return op;
  }

  #keyed(op: Op): Op {
    if (!this.#isByKey || op.process === 'nemesis') return op;
    if (!this.#keys) {
      if (op.key !== undefined) return op;
      throw this.#refused({ index: op.index, message: `the ${op.f} names no key, and other ops do` });
    }
    const keyed = this.#keys.read(op);
    if (!keyed.ok) throw this.#refused(keyed.error);
    return keyed.value;
  }

  #refused(problem: HistoryError | SplitProblem): RefusedHistoryError {
    return new RefusedHistoryError(describeProblem(problem, { lines: this.#lines.values }));
  }

  #note({ line, message }: ImportNote): void {
    if (this.#notes.length < maxNotes) this.#notes.push({ ...(line !== undefined && { line }), message });
  }

  async #flush(): Promise<void> {
    const count = this.#builder.count;
    const block = this.#builder.finish();
    this.#builder = new BlockBuilder();
    this.#run = foldSummary(this.#run, block);
    const from = this.#written;
    this.#written += count;
    await this.#host.chunk(from, count, await packBlock(block));
  }
}

/** Whether their numbers leave gaps in which lanes would be empty. */
function areWild(beginning: readonly Op[]): boolean {
  const count = new ClientCount();
  const processes = new Set<number>();
  for (const op of beginning) {
    count.take(op);
    if (op.process !== 'nemesis') processes.add(op.process);
  }
  const clients = count.clients(maxImportedClients);
  return (
    clients === undefined || clients > 2 * processes.size || [...processes].some((process) => process > maxProcess)
  );
}

function nameOf({ name, file }: ImportTask, entry: string | undefined): string {
  const made = entry === undefined ? nameOfHistory(file) : nameOfHistory(`${file.replace(/\.zip$/i, '')}/${entry}`);
  return (name ?? made).slice(0, maxNameLength);
}
