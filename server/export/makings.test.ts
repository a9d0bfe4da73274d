import { existsSync } from 'node:fs';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunSummary } from '@/lib/protocol/run';
import { newSummary } from '@/lib/protocol/summary';
import { BusyError } from '../base/busy';
import { Deferred } from '../base/deferred';
import { memoryPlan, temporaryDirectory } from '../jobs/puppet.fixture';
import type { FileReader, Making } from './making';
import { type FileOrder, Makings, type MakingsOptions } from './makings';
import { AbsentFileError } from './report-file';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let makings: Makings;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(async () => {
  await makings.close();
  await directory.remove();
});

const plan = memoryPlan('looked at');
const finished: RunSummary = { ...newSummary({ id: 'r1', plan, createdAt: 5 }), phase: 'done' };
const going: RunSummary = { ...finished, phase: 'running' };

async function* nothing() {
  yield* [];
}

function orderOf(run: RunSummary, changes: Partial<FileOrder> = {}): FileOrder {
  return { form: 'edn', run, pages: nothing, logs: nothing, isGuest: true, ...changes };
}

/** Makes what the test says when the test says so. */
class Hand {
  readonly begun: { readonly order: FileOrder; readonly making: Making; readonly end: Deferred }[] = [];

  readonly make = async (order: FileOrder, making: Making): Promise<void> => {
    const end = new Deferred();
    this.begun.push({ order, making, end });
    making.signal.addEventListener('abort', () => end.reject(making.signal.reason));
    await end.promise;
  };

  get latest() {
    const latest = this.begun.at(-1);
    if (!latest) throw new Error('nothing was begun');
    return latest;
  }

  async write(text: string): Promise<void> {
    const { making } = this.latest;
    await appendFile(making.path, text);
    making.grew(making.bytes + text.length);
  }
}

async function open(options: MakingsOptions): Promise<void> {
  makings = await Makings.open(join(directory.path, 'made'), options);
}

async function rest(reader: FileReader): Promise<string> {
  let text = '';
  for await (const piece of reader) text += Buffer.from(piece).toString();
  return text;
}

describe('files for those who look', () => {
  test('are made once for everyone who asks for the same, and read while they grow', async () => {
    const hand = new Hand();
    await open({ make: hand.make });
    const asked = [makings.read(orderOf(going)), makings.read(orderOf(going)), makings.read(orderOf(going))];
    await expect.poll(() => hand.begun.length).toBe(1);
    await hand.write('first ');
    const [early, late, gone] = await Promise.all(asked);
    expect(Buffer.from((await early?.next())?.value ?? []).toString()).toBe('first ');
    await gone?.return();
    await hand.write('second');
    hand.latest.end.resolve();
    expect([early && (await rest(early)), late && (await rest(late))]).toEqual(['second', 'first second']);
    expect(hand.begun).toHaveLength(1);
  });

  test('are kept of a run that is over, and made anew of one that goes on or was judged again', async () => {
    const hand = new Hand();
    await open({ make: hand.make });
    const read = async (run: RunSummary) => {
      const count = hand.begun.length;
      const reader = makings.read(orderOf(run));
      await expect.poll(() => hand.begun.length).toBe(count + 1);
      await hand.write(run.sentence ?? 'no sentence');
      hand.latest.end.resolve();
      return rest(await reader);
    };
    expect(await read(finished)).toBe('no sentence');
    const kept = await makings.read(orderOf(finished));
    expect([kept.bytes, await rest(kept), hand.begun.length]).toEqual([11, 'no sentence', 1]);
    expect(await read({ ...finished, sentence: 'judged again' })).toBe('judged again');
    expect(await read(going)).toBe('no sentence');
    await expect.poll(() => readdir(join(directory.path, 'made'))).toHaveLength(2);
    expect(await read(going)).toBe('no sentence');
    expect(hand.begun).toHaveLength(4);
  });

  test('beyond what may be kept are removed, those first that were used longest ago', async () => {
    const hand = new Hand();
    await open({ make: hand.make, maxCachedBytes: 25 });
    for (const id of ['a', 'b', 'c']) {
      const reader = makings.read(orderOf({ ...finished, id }));
      await expect.poll(() => hand.begun.at(-1)?.order.run.id).toBe(id);
      await hand.write('ten bytes.');
      hand.latest.end.resolve();
      await rest(await reader);
      // Used again, so that the next one goes before it.
      if (id === 'b') await rest(await makings.read(orderOf({ ...finished, id: 'a' })));
    }
    const paths = hand.begun.map(({ making }) => making.path);
    await expect.poll(() => paths.map(existsSync)).toEqual([true, false, true]);
  });

  test('end with their last reader, and leave nothing behind', async () => {
    const hand = new Hand();
    await open({ make: hand.make });
    const [one, two] = [makings.read(orderOf(finished)), makings.read(orderOf(finished))];
    await expect.poll(() => hand.begun.length).toBe(1);
    await hand.write('half');
    const { making } = hand.latest;
    await (await one).return();
    expect(making.signal.aborted).toBe(false);
    await (await two).return();
    expect(making.signal.aborted).toBe(true);
    await expect.poll(() => existsSync(making.path)).toBe(false);
  });

  test('end, too, when all who wait for the first byte have left', async () => {
    const hand = new Hand();
    await open({ make: hand.make });
    const gone = new AbortController();
    const asked = makings.read(orderOf(finished, { signal: gone.signal }));
    await expect.poll(() => hand.begun.length).toBe(1);
    gone.abort(new Error('left'));
    await expect(asked).rejects.toThrow('left');
    expect(hand.latest.making.signal.aborted).toBe(true);
  });

  test('are made one at a time for guests; too many are refused, and an operator is not', async () => {
    const hand = new Hand();
    await open({ make: hand.make });
    const asked = Array.from({ length: 9 }, (_, i) => makings.read(orderOf({ ...going, operations: i })));
    for (const each of asked) each.catch(() => undefined);
    await expect(makings.read(orderOf({ ...going, operations: 9 }))).rejects.toThrow(BusyError);
    expect(hand.begun).toHaveLength(1);
    const own = makings.read(orderOf({ ...going, operations: 10 }, { isGuest: false }));
    await expect.poll(() => hand.latest.order.isGuest).toBe(false);
    await hand.write('own');
    hand.latest.end.resolve();
    expect(await rest(await own)).toBe('own');
    expect(hand.begun).toHaveLength(2);
  });

  test('refuse the readers that are too many, until one leaves', async () => {
    const hand = new Hand();
    await open({ make: hand.make });
    const first = makings.read(orderOf(finished));
    await expect.poll(() => hand.begun.length).toBe(1);
    await hand.write('x');
    const others = await Promise.all(Array.from({ length: 31 }, () => makings.read(orderOf(finished))));
    await expect(makings.read(orderOf(finished))).rejects.toThrow('as many downloads');
    await (await makings.read(orderOf(finished, { isGuest: false }))).return();
    await others[0]?.return();
    await (await makings.read(orderOf(finished))).return();
    await (await first).return();
  });

  test('tell everyone what went wrong, and are tried again by the next who asks', async () => {
    const hand = new Hand();
    await open({ make: hand.make });
    const asked = [makings.read(orderOf(finished)), makings.read(orderOf(finished))];
    for (const each of asked) each.catch(() => undefined);
    await expect.poll(() => hand.begun.length).toBe(1);
    hand.latest.end.reject(new Error('the disk is gone'));
    for (const each of asked) await expect(each).rejects.toThrow('the disk is gone');
    const again = makings.read(orderOf(finished));
    await expect.poll(() => hand.begun.length).toBe(2);
    await hand.write('half');
    const reader = await again;
    await reader.next();
    const next = reader.next();
    hand.latest.end.reject(new Error('gone again'));
    await expect(next).rejects.toThrow('gone again');
  });
});

test('a process makes them: what is absent is said, and the process takes the next', async () => {
  await open({});
  await expect(makings.read(orderOf(finished, { form: 'report' }))).rejects.toThrow(AbsentFileError);
  const reader = await makings.read(orderOf(finished, { form: 'jsonl' }));
  expect(await rest(reader)).toBe('{"format":"clew-history","version":1,"plan":"r1"}\n');
});
