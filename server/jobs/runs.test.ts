import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openAnomaly } from '@/lib/checker/linearizable/anomaly';
import { type Entry, isOp } from '@/lib/protocol/entry';
import { judged } from '@/lib/protocol/judged.fixture';
import { operator } from '@/lib/protocol/principal';
import { memoryPlan, openNoTestbed, Puppet, reads, sshPlan, temporaryDirectory } from './puppet.fixture';
import { openWorkspace, type Workspace } from './workspace';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let puppet: Puppet;
let workspace: Workspace;

async function open() {
  puppet = new Puppet();
  workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: openNoTestbed,
    execute: puppet.execute,
  });
}

beforeAll(async () => {
  directory = await temporaryDirectory();
  await open();
});

afterAll(async () => {
  await workspace.close();
  await directory.remove();
});

async function allEntries(id: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const page of workspace.runs.records.pages(id)) entries.push(...page);
  return entries;
}

const isDone = (id: string) => async () => (await workspace.runs.get(id))?.phase === 'done';

describe('runs', () => {
  test('a run goes from its plan to its outcome, and is the same after a restart', async () => {
    const { id } = await workspace.runs.submit(memoryPlan('one'), operator);
    await puppet.begun('one');
    puppet.append('one', reads(3));
    puppet.append('one', [{ type: 'phase', at: 2, phase: 'done' }]);
    await puppet.saveLogs('one', 'n1', 'elected\n');
    puppet.finish('one', { kind: 'error', failure: { message: 'n1 is on fire' } });
    await expect.poll(isDone(id)).toBe(true);
    const entries = await allEntries(id);
    expect(entries.filter(isOp)).toEqual(reads(3));
    expect(entries.slice(-2)).toMatchObject([{ type: 'outcome' }, { type: 'phase', phase: 'done' }]);
    const summary = await workspace.runs.get(id);
    expect(summary).toMatchObject({ outcome: 'error', operations: 3, entries: entries.length });
    expect(summary?.sentence).toContain('n1 is on fire');
    await workspace.close();
    await open();
    expect(await workspace.runs.get(id)).toEqual(summary);
    expect(await allEntries(id)).toEqual(entries);
    expect(await workspace.runs.records.readLog(id, 'n1', 'etcd.log')).toBe('elected\n');
  });

  test('a second run on a cluster waits behind the first, which is named, and starts after it', async () => {
    const first = await workspace.runs.submit(sshPlan('first', 'a', 'b'), operator);
    const second = await workspace.runs.submit(sshPlan('second', 'b', 'c'), operator);
    const elsewhere = await workspace.runs.submit(sshPlan('elsewhere', 'd'), operator);
    expect(second).toMatchObject({ phase: 'queued', behind: { id: first.id, name: 'first' } });
    expect([first.behind, elsewhere.behind]).toEqual([undefined, undefined]);
    await puppet.begun('first');
    expect(puppet.hasBegun('second')).toBe(false);
    puppet.finish('first', { kind: 'aborted', reason: 'enough' });
    await puppet.begun('second');
    expect((await workspace.runs.get(second.id))?.behind).toBeUndefined();
    await expect.poll(async () => (await allEntries(second.id))[0]).toMatchObject({ type: 'phase', phase: 'queued' });
    await workspace.runs.stop(second.id, operator);
    await workspace.runs.stop(elsewhere.id, operator);
    await expect.poll(isDone(second.id)).toBe(true);
  });

  test('a waiting run can be stopped, twice, and never starts', async () => {
    const first = await workspace.runs.submit(sshPlan('holder', 'w'), operator);
    const waiting = await workspace.runs.submit(sshPlan('waiting', 'w'), operator);
    const last = await workspace.runs.submit(sshPlan('next', 'w'), operator);
    await Promise.all([workspace.runs.stop(waiting.id, operator), workspace.runs.stop(waiting.id, operator)]);
    expect(await workspace.runs.get(waiting.id)).toMatchObject({ phase: 'done', outcome: 'aborted' });
    await puppet.begun('holder');
    await workspace.runs.stop(first.id, operator);
    await puppet.begun('next');
    expect(puppet.hasBegun('waiting')).toBe(false);
    const newest = (await workspace.runs.page()).runs.slice(0, 3);
    expect(newest.map((run) => run.plan.name)).toEqual(['next', 'waiting', 'holder']);
    await workspace.runs.stop(last.id, operator);
    await expect.poll(isDone(last.id)).toBe(true);
  });

  test('a stopped run ends the way it chooses to', async () => {
    const { id } = await workspace.runs.submit(memoryPlan('stopped'), operator);
    await puppet.begun('stopped');
    await workspace.runs.stop(id, operator);
    await expect.poll(isDone(id)).toBe(true);
    expect(await workspace.runs.get(id)).toMatchObject({
      outcome: 'aborted',
      launchedBy: operator,
      stoppedBy: operator,
    });
    expect(await workspace.runs.stop(id, operator)).toMatchObject({ outcome: 'aborted' });
    const entries = await workspace.runs.records.entries(id, 0, 100);
    expect(entries.filter((entry) => entry.type === 'stop-request')).toMatchObject([{ by: operator }]);
    expect(await workspace.runs.stop('nobody', operator)).toBeUndefined();
  });

  test('closing ends what runs and what waits', async () => {
    const first = await workspace.runs.submit(sshPlan('running', 'c'), operator);
    const waiting = await workspace.runs.submit(sshPlan('not begun', 'c'), operator);
    await puppet.begun('running');
    await workspace.close();
    await open();
    for (const { id } of [first, waiting]) {
      expect(await workspace.runs.get(id)).toMatchObject({ phase: 'done', outcome: 'aborted' });
    }
  });

  test('what a fast run writes while its file is made is no part of the file', async () => {
    const { id } = await workspace.runs.submit(memoryPlan('fast'), operator);
    await puppet.begun('fast');
    const entries = async () => (await workspace.runs.get(id))?.entries;
    puppet.append('fast', reads(5));
    await expect.poll(entries).toBe(11);
    const { records } = workspace.runs;
    const chunks = records.chunks.bind(records);
    const look = vi.spyOn(records, 'chunks').mockImplementationOnce(async (...asked) => {
      puppet.append('fast', reads(3));
      await expect.poll(entries).toBe(17);
      return chunks(...asked);
    });
    const ends: number[] = [];
    for await (const page of workspace.runs.records.packed(id)) {
      expect(page.end).toBe(11);
      ends.push(...page.chunks.map((chunk) => chunk.from + chunk.count));
    }
    look.mockRestore();
    expect(ends.at(-1)).toBe(11);
    await workspace.runs.stop(id, operator);
    await expect.poll(isDone(id)).toBe(true);
  });

  test('whoever reads a run that goes on is given what there was, and comes to an end', async () => {
    const { id } = await workspace.runs.submit(memoryPlan('read'), operator);
    await puppet.begun('read');
    const entries = async () => (await workspace.runs.get(id))?.entries;
    puppet.append('read', reads(5));
    await expect.poll(entries).toBe(11);
    let read = 0;
    for await (const page of workspace.runs.records.pages(id)) {
      read += page.length;
      puppet.append('read', reads(5, read - 1));
      await expect.poll(entries).toBe(read + 10);
    }
    expect(read).toBe(11);
  });

  test('a violation stands at the time of its completion, wherever in the journal that lies', async () => {
    const { id } = await workspace.runs.submit(memoryPlan('violated'), operator);
    await puppet.begun('violated');
    puppet.append('violated', reads(15_000));
    puppet.append('violated', [{ type: 'violation', at: 1, checker: 'linearizability', anomaly: openAnomaly(2, 3) }]);
    await expect.poll(async () => (await workspace.runs.get(id))?.violationTime).toBe(3000);
    const checked = { model: 'register', algorithm: 'x', operations: 1, crashed: 0, durationMs: 1 };
    puppet.finish('violated', judged({ valid: true, ...checked, linearization: [] }));
    await expect.poll(isDone(id)).toBe(true);
    // Journals of version 0.1 do not hold the sentence.
    const summary = await workspace.runs.get(id);
    expect(summary).toMatchObject({ outcome: 'valid', operations: 15_000 });
    expect(summary?.violationTime).toBeUndefined();
    expect(summary?.sentence).toMatch(/^The one operation fits an order/);
  });

  test('listeners hear of a run only what is in its journal', async () => {
    const heard: number[] = [];
    const promised: number[] = [];
    workspace.events.subscribe(async (nudge) => {
      if (nudge.type !== 'run-changed' && nudge.type !== 'run-grew') return;
      heard.push((await workspace.runs.get(nudge.runId))?.entries ?? -1);
      if (nudge.type === 'run-grew') promised.push(nudge.entries);
    });
    const { id } = await workspace.runs.submit(memoryPlan('heard'), operator);
    await puppet.begun('heard');
    puppet.append('heard', reads(5));
    await expect.poll(() => heard.at(-1)).toBe(11);
    expect(await workspace.runs.records.entries(id, 0, 100)).toHaveLength(11);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(promised.at(-1)).toBe(11);
  });
});
