/** The way of an answer, from the client that gave it to every place in which a person finds it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { sequence } from '@/lib/generator/order';
import { once, repeat } from '@/lib/generator/source';
import { clients } from '@/lib/generator/threads';
import { decodeEdn } from '@/lib/history/edn';
import { decodeHistory } from '@/lib/history/jsonl';
import type { Op } from '@/lib/history/op';
import { wellKnownOperations } from '@/lib/history/operation-table';
import { parseOpLines } from '@/lib/history/text';
import { planSchema } from '@/lib/plan/plan';
import type { Entry } from '@/lib/protocol/entry';
import { appendBlock, emptyRunState, operationAt } from '@/lib/protocol/run-state';
import { newSummary } from '@/lib/protocol/summary';
import { type RunExport, runExports } from '../export/run-export';
import { Journal } from '../store/journal';
import { unpackBlock } from '../store/lines';
import { openStore, type Store } from '../store/store';
import type { Completion } from '../systems/kit/client';
import type { Testbed } from '../testbed/testbed';
import { Interpreter } from './interpreter';
import { JournalReporter } from './reporter';
import { Worker } from './worker';

const asked: Json = [
  ['append', 1, 2],
  ['r', 3, null],
];
const answered: Json = [
  ['append', 1, 2],
  ['r', 3, [7, 8]],
];

const plan = planSchema.parse({ name: 'answers', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const run = newSummary({ id: 'r1', plan, createdAt: 5 });

let directory = '';
let store: Store;
let history: readonly Op[];

/** A transaction that answers, a dequeue that answers, and one that is refused with what it found. */
async function record(journal: Journal): Promise<readonly Op[]> {
  const answers: Readonly<Record<string, Completion>> = {
    txn: { type: 'ok', value: answered },
    dequeue: { type: 'ok', value: 42 },
    peek: { type: 'fail', value: { head: 9 }, error: 'not-mine' },
    enqueue: { type: 'ok' },
  };
  const testbed: Pick<Testbed, 'openClient'> = {
    openClient: async () => ({
      invoke: async ({ f }) => present(answers[f], 'an answer'),
      close: async () => undefined,
    }),
  };
  const ops: Op[] = [];
  let now = 0;
  const interpreter = new Interpreter({
    generator: clients(
      sequence(once(repeat('txn', asked)), once(repeat('dequeue')), once(repeat('peek')), once(repeat('enqueue', 5))),
    ),
    operations: wellKnownOperations,
    workers: [new Worker('n1', testbed as Testbed, new JournalReporter(() => undefined, Date.now))],
    nemesis: undefined,
    clientLimitMs: 1000,
    nowNanos: () => ++now,
    append(op) {
      ops.push(op);
      journal.append(op);
    },
    stop: new AbortController().signal,
  });
  await interpreter.run();
  return ops;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-answers-'));
  store = await openStore(directory);
  const lease = present(await store.leases.take('run', run.id, 'test'), 'a lease');
  await store.saveRun(lease, run);
  const journal = new Journal(store, lease, { onFailure: () => undefined });
  history = await record(journal);
  await journal.close();
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const completions = (ops: readonly Op[]) => ops.filter(({ type }) => type !== 'invoke').map(({ value }) => value);

async function exported(form: RunExport): Promise<string> {
  async function* pages(): AsyncGenerator<readonly Entry[]> {
    yield await store.readEntries(run.id, 0, 100);
  }
  let text = '';
  for await (const piece of await form.write({ run, pages, logs: noLogs })) text += piece;
  return text;
}

async function* noLogs() {
  yield* [];
}

describe('what a client answers', () => {
  it('is recorded whatever the function is; without an answer the value of the invocation stays', () => {
    expect(history.map(({ type, f, value }) => [type, f, value])).toEqual([
      ['invoke', 'txn', asked],
      ['ok', 'txn', answered],
      ['invoke', 'dequeue', null],
      ['ok', 'dequeue', 42],
      ['invoke', 'peek', null],
      ['fail', 'peek', { head: 9 }],
      ['invoke', 'enqueue', 5],
      ['ok', 'enqueue', 5],
    ]);
  });

  it('comes back from the journal, and with its chunks to the page', async () => {
    expect(await store.readEntries(run.id, 0, 100)).toEqual(history);
    let state = emptyRunState(1);
    for (const { from, bytes } of await store.readChunks(run.id, 0)) {
      state = appendBlock(state, from, await unpackBlock(bytes)).state;
    }
    expect([0, 2, 4, 6].map((index) => operationAt(state, index)?.completion?.value)).toEqual(completions(history));
  });

  it('comes back from JSON lines and EDN', async () => {
    const jsonl = decodeHistory(await exported(runExports.jsonl));
    expect(jsonl.ok && jsonl.value.ops).toEqual(history);
    const edn = decodeEdn(await exported(runExports.edn));
    expect(edn.ok && completions(edn.value.ops)).toEqual(completions(history));
  });

  it('comes back from the lines of the log, of what succeeded', async () => {
    const text = parseOpLines(await exported(runExports.txt));
    const ok = (ops: readonly Op[]) => ops.filter(({ type }) => type === 'ok').map(({ value }) => value);
    expect(text.ok && ok(text.value.ops)).toEqual([answered, 42, 5]);
  });
});
