/** A finished run of as many operations as a benchmark asks for, in a store as a server leaves it. */
import { join } from 'node:path';
import { present } from '@/lib/base/assert';
import { check } from '@/lib/checker/linearizable/check';
import { resultOf } from '@/lib/checker/linearizable/finding';
import { largeHistory } from '@/lib/checker/linearizable/testing/large-history.fixture';
import type { Op } from '@/lib/history/op';
import { casRegister } from '@/lib/model/cas-register';
import { blockOf } from '@/lib/protocol/block-builder';
import type { Entry } from '@/lib/protocol/entry';
import { entryCount } from '@/lib/protocol/entry-block';
import { foldSummary, newSummary, withOutcome } from '@/lib/protocol/summary';
import { judgementOf } from '../judge/judgement';
import { maxChunkEntries, packBlock } from '../store/lines';
import { openStore } from '../store/store';
import { memoryPlan } from './memory-plan';

const clients = 10;
const values = 5;

/** Wall clock of time zero; any will do. */
const startedAt = 1_795_000_000_000;

/** Nanoseconds from one op to the next: five thousand operations a second. */
const nanosPerOp = 100_000;

export interface LargeRun {
  readonly id: string;
  readonly operations: number;
  readonly entries: number;
}

/** One operation in a thousand crashed, and the verdict that the checker gives. */
export async function storeLargeRun(dataDirectory: string, operations: number): Promise<LargeRun> {
  const plan = memoryPlan(`${operations.toLocaleString('en')} operations`, {
    concurrency: clients,
    timeLimitSeconds: Math.ceil((operations * 2 * nanosPerOp) / 1e9),
  });
  const history = historyOf(operations);
  const verdict = check(
    history,
    casRegister(),
    { timeLimitMs: 60_000, memoryLimitMb: 4096 },
    { now: () => performance.now() },
  );
  const findings = [{ checker: 'linearizability', ...resultOf(verdict) }];
  const { sentence = '', ...judgement } = judgementOf(plan, history, findings, undefined);
  const outcome = { kind: 'verdict', ...judgement } as const;
  const at = startedAt;
  const entries: Entry[] = [
    { type: 'phase', at, phase: 'set-up' },
    { type: 'phase', at, phase: 'running' },
    { type: 'start', at },
    ...history,
    { type: 'phase', at, phase: 'checking' },
    { type: 'outcome', at, outcome },
    { type: 'phase', at, phase: 'done' },
  ];
  const id = `large${operations}`;
  const folded = foldSummary(newSummary({ id, plan, createdAt: startedAt }), blockOf(entries));
  const store = await openStore(join(dataDirectory, 'store'));
  try {
    const lease = present(await store.leases.take('run', id, 'bench'), 'the lease of a new run');
    await store.saveRun(lease, withOutcome(folded, outcome, { sentence }));
    for (let from = 0; from < entries.length; from += maxChunkEntries) {
      const block = blockOf(entries.slice(from, from + maxChunkEntries));
      await store.appendChunk(lease, { from, count: entryCount(block), bytes: await packBlock(block) });
    }
    await store.leases.release(lease);
    await store.compact(id);
  } finally {
    await store.close();
  }
  return { id, operations, entries: entries.length };
}

function historyOf(operations: number): readonly Op[] {
  const shape = { operations, clients, values, crashed: 0.001, mix: 'thirds' } as const;
  return largeHistory('bench timeline', shape).map((op) => ({ ...op, time: op.index * nanosPerOp }));
}
