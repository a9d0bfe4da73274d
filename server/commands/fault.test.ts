import { afterAll, beforeAll, expect, test } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { operator } from '@/lib/protocol/principal';
import { ArgumentError } from './argument-error';
import { faultCommand } from './fault';
import { paper, type Served, servedInMemory } from './served.fixture';
import { exitCodes } from './terminal';

let served: Served;
beforeAll(async () => {
  served = await servedInMemory();
});
afterAll(() => served.end());

const plan = planSchema.parse({
  name: 'by hand',
  cluster: { type: 'memory', nodes: 3 },
  system: { name: 'memory' },
  load: { concurrency: 3, delaySeconds: 0.01, timeLimitSeconds: 600 },
  faults: [],
  recoverySeconds: 0,
  seed: 1,
});

async function said(run: string, words: string, json = false): Promise<string> {
  const { out, terminal } = paper();
  expect(await faultCommand(run, words.split(' '), { data: served.path, json }, terminal)).toBe(exitCodes.valid);
  return out.join('\n');
}

test('a test that goes on is broken and put right from a command line, and its run says so', async () => {
  const { id } = await served.runs.submit(plan, operator);
  await expect.poll(async () => (await served.runs.get(id))?.operations, { timeout: 20_000 }).toBeGreaterThan(10);
  expect(await said(id, 'cut n3')).toBe('1000000001: n3 cut off from n1, n2 by hand');
  expect(JSON.parse(await said(id, 'pause n2', true))).toEqual({
    faults: [{ id: 1_000_000_002, sentence: 'n2 paused by hand' }],
  });
  await expect(said(id, 'kill n2')).rejects.toThrow('n2 is paused or killed already by another fault');
  expect(await said(id, 'heal 1000000002')).toBe('1000000002: Resumed n2');
  expect(await said(id, 'heal')).toBe('1000000001: fully connected');
  await served.runs.stop(id, operator);
  await served.runs.ended(id);
  const run = await served.runs.get(id);
  expect(run?.faults.map(({ fault, isByHand }) => [fault, isByHand])).toEqual([
    ['partition', true],
    ['pause', true],
  ]);
  expect(run?.sentence).toContain('2 faults were made by hand');
  await expect(said(id, 'heal')).rejects.toThrow('the run is over');
});

test('what makes no request is refused before a server is asked', async () => {
  for (const words of ['sing n1', 'cut', 'heal n1', 'heal 1 2']) {
    await expect(said('x', words)).rejects.toThrow(ArgumentError);
  }
  await expect(said('nobody', 'pause leader')).rejects.toThrow('there is no run nobody');
});
