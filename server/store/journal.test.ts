import { describe, expect, test } from 'vitest';
import type { Entry } from '@/lib/protocol/entry';
import { entriesOf } from '@/lib/protocol/entry-block';
import type { ClewError } from '../base/failure';
import { Journal } from './journal';
import { PaperStore, paperLease } from './testing/paper-store.fixture';

const entry = (at: number): Entry => ({ type: 'log', at, level: 'info', source: 'test', message: '' });
const numbers = (entries: readonly Entry[]) => entries.map((each) => ('at' in each ? each.at : -1));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function open(from = 0) {
  const paper = new PaperStore();
  paper.entries.push(...range(0, from).map(entry));
  const failures: ClewError[] = [];
  const journal = new Journal(paper, paperLease, { from, onFailure: (error) => failures.push(error) });
  return { paper, journal, failures };
}

function closedGate(paper: PaperStore): () => void {
  let openGate: (() => void) | undefined;
  paper.gate = new Promise((resolve) => {
    openGate = resolve;
  });
  return () => openGate?.();
}

describe('the journal', () => {
  test('writes entries in order, by itself, in chunks of at most five thousand', async () => {
    const { paper, journal } = open();
    for (const at of range(0, 12_500)) journal.append(entry(at));
    await expect.poll(() => paper.entries.length).toBe(12_500);
    expect(numbers(paper.entries)).toEqual(range(0, 12_500));
    expect(paper.chunks).toEqual([5000, 5000, 2500]);
  });

  test('shows nothing that is not written', async () => {
    const { paper, journal } = open();
    const letThrough = closedGate(paper);
    const seen: number[] = [];
    journal.subscribe((block) => seen.push(...numbers(entriesOf(block))));
    journal.append(entry(0));
    const flushed = journal.flush();
    expect([journal.persisted, await journal.read(0, 9), seen]).toEqual([0, [], []]);
    letThrough();
    await flushed;
    expect([journal.persisted, numbers(await journal.read(0, 9)), seen]).toEqual([1, [0], [0]]);
  });

  test('goes on where a journal ended', async () => {
    const { journal } = open(7);
    journal.append(entry(7));
    await journal.close();
    expect(numbers(await journal.read(5, 9))).toEqual([5, 6, 7]);
    expect(numbers(await journal.read(7, 9))).toEqual([7]);
  });

  test('reads any part of a journal that is longer than its memory', async () => {
    const { journal } = open();
    for (const at of range(0, 25_000)) journal.append(entry(at));
    await journal.flush();
    for (const from of [0, 14_990, 19_999, 20_000, 24_999, 25_000]) {
      const read = numbers(await journal.read(from, 20));
      expect(read.length).toBeGreaterThanOrEqual(Math.min(20, 25_000 - from));
      expect(read).toEqual(range(from, from + read.length));
      const chunks = await journal.readChunks(from);
      const [first] = chunks;
      expect(first === undefined).toBe(from === 25_000);
      if (first) expect(first.from <= from && from < first.from + first.count).toBe(true);
      for (const [place, chunk] of chunks.entries()) expect(chunk.from).toBe((first?.from ?? 0) + 5000 * place);
    }
  });

  test('asks the writer to wait when the disk does not follow, and tells when it does again', async () => {
    const { paper, journal } = open();
    const letThrough = closedGate(paper);
    expect(journal.append(entry(0))).toBe(true);
    const answers = range(1, 10_001).map((at) => journal.append(entry(at)));
    expect(answers.at(-1)).toBe(false);
    letThrough();
    await journal.drained();
    expect(journal.append(entry(10_001))).toBe(true);
    await journal.close();
    expect(numbers(paper.entries)).toEqual(range(0, 10_002));
  });

  test('is flushed of what it had, though more comes with every write', async () => {
    const { paper, journal } = open();
    let last = 3;
    const end = journal.subscribe(() => journal.append(entry(last++)));
    for (const at of range(0, 3)) journal.append(entry(at));
    await journal.flush();
    expect(paper.entries.length).toBeGreaterThanOrEqual(3);
    end();
    await journal.close();
    expect(numbers(paper.entries)).toEqual(range(0, last));
  });

  test('tells once when it cannot write, keeps what it has and takes no more', async () => {
    const { paper, journal, failures } = open();
    journal.append(entry(0));
    await journal.flush();
    paper.error = new Error('no space left');
    journal.append(entry(1));
    await expect(journal.flush()).rejects.toThrow('the journal of run r cannot be written: no space left');
    paper.error = undefined;
    expect(journal.append(entry(2))).toBe(false);
    await expect(journal.close()).rejects.toThrow('no space left');
    expect(numbers(paper.entries)).toEqual([0]);
    expect(failures).toHaveLength(1);
  });

  test('gives up before its memory does', async () => {
    const { paper, journal, failures } = open();
    closedGate(paper);
    for (const at of range(0, 200_001)) journal.append(entry(at));
    expect(failures[0]?.message).toContain('more than 200000 entries wait to be written');
  });
});
