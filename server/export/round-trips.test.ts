/** Whatever a history holds, what was taken along of it is read again as it was, by the way that `clew check` and `clew import` read. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '@/lib/base/json';
import { HistoryReader } from '@/lib/history/history-reader';
import { keyedHistory } from '@/lib/history/independent';
import type { Op } from '@/lib/history/op';
import type { Entry } from '@/lib/protocol/entry';
import type { RunSummary } from '@/lib/protocol/run';
import { newSummary } from '@/lib/protocol/summary';
import { openHistory } from '../import/history-source';
import { memoryPlan } from '../jobs/puppet.fixture';
import { runExports } from './run-export';
import type { RunMaterial } from './run-material';
import { runZip } from './run-zip';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-trips-'));
  for (const part of ['saved-run.js', 'saved-run.css']) await writeFile(join(directory, part), '');
});
afterAll(() => rm(directory, { recursive: true }));

const run: RunSummary = { ...newSummary({ id: 'r1', plan: memoryPlan('trip'), createdAt: 1e12 }), phase: 'done' };

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/);
/** Without what stands for a letter that was lost: a file that has one is refused. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((letters) => letters.replaceAll('\ufffd', '?'));
const value: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 2 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    text,
    fc.array(tie('json'), { maxLength: 4 }),
  ),
})).json;

/** What is told of one operation. */
const told = fc.record({
  process: fc.nat(4),
  f: word,
  asked: value,
  answered: value,
  type: fc.constantFrom('ok', 'fail', 'info'),
  key: fc.integer(),
  error: fc.option(fc.oneof(word, fc.record({ error: word, message: text })), { nil: undefined }),
  node: fc.option(word, { nil: undefined }),
  modifiedIndex: fc.option(fc.nat(), { nil: undefined }),
});

/** One operation after the other; a process that does not know what became of its own is not seen again. */
const histories: fc.Arbitrary<readonly Op[]> = fc
  .tuple(fc.array(told, { minLength: 1, maxLength: 20 }), fc.boolean())
  .map(([operations, isByKey]) => {
    const replaced = new Map<number, number>();
    return operations.flatMap(({ asked, answered, type, key, error, node, modifiedIndex, f, ...rest }, place) => {
      const process = replaced.get(rest.process) ?? rest.process;
      if (type === 'info') replaced.set(rest.process, process + 5);
      const of = { process, f, ...(isByKey && { key }) };
      const said = { ...(error !== undefined && type !== 'ok' && { error }), ...(node !== undefined && { node }) };
      const revision = type === 'ok' && modifiedIndex !== undefined ? { revision: { modifiedIndex } } : {};
      return [
        { index: 2 * place, time: 20 * place, type: 'invoke' as const, value: asked, ...of },
        { index: 2 * place + 1, time: 20 * place + 10, type, value: answered, ...of, ...said, ...revision },
      ];
    });
  });

function materialOf(history: readonly Op[]): RunMaterial {
  const entries: readonly Entry[] = [
    { type: 'log', at: 1, level: 'info', source: 'clew.test', message: 'began' },
    ...history,
    { type: 'outcome', at: 2, outcome: { kind: 'aborted', reason: 'enough' } },
  ];
  return {
    run,
    async *pages() {
      for (let from = 0; from < entries.length; from += 7) yield entries.slice(from, from + 7);
    },
    async *logs() {
      yield { node: 'n1', file: '/var/log/history.jsonl', text: 'no history' };
    },
  };
}

type Form = 'jsonl' | 'edn' | 'txt' | 'zip';

/** Through a file, as a person would. */
async function readAgain(history: readonly Op[], form: Form): Promise<readonly Op[]> {
  const material = materialOf(history);
  const written = form === 'zip' ? await runZip(material, directory) : runExports[form].write(material);
  const path = join(directory, `taken.${form}`);
  await writeFile(path, await buffer(written as AsyncIterable<Uint8Array>));
  const { pieces } = await openHistory(path);
  const reader = new HistoryReader();
  const decoder = new TextDecoder();
  for await (const piece of pieces) reader.push(decoder.decode(piece, { stream: true }));
  const read = reader.end();
  if (!read.ok) throw new Error(`line ${read.error.line}: ${read.error.message}`);
  const ops = [...read.value.ops];
  const isByKey = (form === 'edn' || form === 'txt') && history.some(({ key }) => key !== undefined);
  if (!isByKey) return ops;
  const keyed = keyedHistory(ops);
  if (!keyed.ok) throw new Error(keyed.error.message);
  return keyed.value;
}

/** A history that was written down by another format than our own, which has no place for some of it. */
const withoutRevisions = (history: readonly Op[]) => history.map(({ revision: _, ...op }) => op);
/** Lines of a log give the error of what did not succeed in the place of its value, and no times. */
const asLines = (history: readonly Op[]) =>
  history.map(({ process, type, f, value, key, index }) => {
    const isTold = type === 'invoke' || type === 'ok';
    return { index, process, type, f, ...(isTold && { value, key }) };
  });

describe('a history that is taken along is read again', () => {
  test.each(['jsonl', 'zip'] as const)('as it was, from %s', async (form) => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        expect(await readAgain(history, form)).toEqual(history);
      }),
      { numRuns: 60 },
    );
  });

  test('as it was but for revisions, from edn', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        expect(await readAgain(history, 'edn')).toEqual(withoutRevisions(history));
      }),
      { numRuns: 60 },
    );
  });

  test('op by op, from the log', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        expect(asLines(await readAgain(history, 'txt'))).toEqual(asLines(history));
      }),
      { numRuns: 60 },
    );
  });
});
