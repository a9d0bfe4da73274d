import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Op } from '@/lib/history/op';
import { type Entry, isOp, type Judgement, type Outcome } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import { memoryPlan, openNoTestbed, Puppet, reads, sshPlan, temporaryDirectory } from './puppet.fixture';
import { lastOutcome, reasonToKeep } from './rejudging';
import { openWorkspace, type Workspace } from './workspace';

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let workspace: Workspace;

const open = async () => {
  workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: openNoTestbed,
    execute: puppet.execute,
    heal: async () => [],
  });
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  await open();
});

afterAll(async () => {
  await workspace.close();
  await directory.remove();
});

const ended = { how: 'completed', testedNanos: 4000, plannedNanos: 4000 } as const;

/** As an older version may have judged it. */
function judgedAs(valid: boolean | 'unknown'): Outcome {
  const finding = { checker: 'linearizability', valid, sentence: 'So it was.', isNoteworthy: false, anomalies: [] };
  return { kind: 'verdict', findings: [finding], sentence: 'So it was.', ended };
}

/** A read of what nobody wrote. */
const unwritten: readonly Op[] = reads(1).map((op) => (op.type === 'ok' ? { ...op, value: 7 } : op));

async function over(name: string, ops: readonly Op[], outcome: Outcome, plan = memoryPlan(name)): Promise<RunSummary> {
  const { id } = await workspace.runs.submit(plan, operator);
  await puppet.begun(name);
  puppet.append(name, ops);
  if (plan.system.name === 'etcd') await puppet.saveLogs(name, 'n1', 'panic: it broke\n');
  puppet.finish(name, outcome);
  await workspace.runs.ended(id);
  return present(await workspace.runs.get(id), 'the run');
}

async function judgedAgain(run: RunSummary) {
  expect(workspace.rejudging.begin(run, operator)).toEqual({ state: 'judging' });
  await expect.poll(() => workspace.rejudging.state(run.id).state).not.toBe('judging');
  return { state: workspace.rejudging.state(run.id), run: present(await workspace.runs.get(run.id), 'the run') };
}

async function entriesOf(id: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const page of workspace.runs.records.pages(id)) entries.push(...page);
  return entries;
}

describe('a run that is judged again', () => {
  test('has the new judgement behind the old one, and nothing else of it changes', async () => {
    const before = await over('wrong', unwritten, judgedAs(true));
    expect(before.outcome).toBe('valid');
    const earlier = await entriesOf(before.id);
    const { state, run } = await judgedAgain(before);
    expect(state).toEqual({ state: 'judged' });
    const { outcome, sentence, entries, headline, violationTime, weak, measures, ...rest } = run;
    expect({ outcome, headline, violationTime }).toEqual({
      outcome: 'invalid',
      headline: 'Not linearizable',
      violationTime: 1000,
    });
    expect(before).toMatchObject(rest);
    const after = await entriesOf(run.id);
    expect(entries).toBe(after.length);
    expect(after.slice(0, earlier.length)).toEqual(earlier);
    expect(after.slice(earlier.length)).toMatchObject([
      { type: 'log', message: 'Judged again by a person; it had been judged valid' },
      { type: 'outcome', outcome: { kind: 'verdict', ended } },
    ]);
    expect(JSON.stringify(after.filter((entry) => !isOp(entry) && entry.type === 'log').at(-1))).toContain(
      '"open":{"message":"Judged again; it had been judged valid"}',
    );
    await workspace.close();
    await open();
    expect(await workspace.runs.get(run.id)).toEqual(run);
    expect((await judgedAgain(run)).run.outcome).toBe('invalid');
  });

  test('has the lines of its node logs judged again, too', async () => {
    const plan = sshPlan('logged', 'n1');
    const before = await over('logged', reads(12), judgedAs('unknown'), plan);
    const { state, run } = await judgedAgain(before);
    expect(state).toEqual({ state: 'judged' });
    const last = (await entriesOf(run.id)).at(-1);
    const findings = last && !isOp(last) && last.type === 'outcome' ? (last.outcome as Judgement).findings : [];
    expect(findings.find(({ checker }) => checker === 'log-patterns')).toMatchObject({
      valid: false,
      anomalies: [{ evidence: { lines: [{ node: 'n1', file: 'etcd.log', line: 1 }] } }],
    });
  });

  test('keeps the judgement that it has where the new one decides nothing', () => {
    const judgement = (valid: boolean | 'unknown', cause?: 'time'): Judgement => ({
      findings: [{ checker: 'x', valid, sentence: '', isNoteworthy: false, anomalies: [], ...(cause && { cause }) }],
    });
    const reason = 'It could not be decided this time: the time limit was met.';
    expect(reasonToKeep(judgement(false), judgement('unknown', 'time'))).toBe(reason);
    expect(reasonToKeep(judgement(true), judgement('unknown', 'time'))).toBe(reason);
    expect(reasonToKeep(judgement('unknown', 'time'), judgement('unknown', 'time'))).toBeUndefined();
    // What this version says tested nothing is said of older runs, too.
    expect(reasonToKeep(judgement(true), judgement('unknown'))).toBeUndefined();
    expect(reasonToKeep(judgement(false), judgement(true))).toBeUndefined();
  });

  test('keeps it where the server ends meanwhile', async () => {
    const before = await over('cut off', unwritten, judgedAs(true));
    workspace.rejudging.begin(before, operator);
    await workspace.close();
    await open();
    expect(await workspace.runs.get(before.id)).toEqual(before);
    expect((await judgedAgain(before)).run.outcome).toBe('invalid');
  });

  test('waits for nobody: one at a time, and none that goes on or was not judged', async () => {
    const [one, other] = [await over('one', reads(1), judgedAs(true)), await over('other', reads(1), judgedAs(true))];
    workspace.rejudging.begin(one, operator);
    expect(() => workspace.rejudging.begin(one, operator)).toThrow('it is being judged already');
    expect(() => workspace.rejudging.begin(other, operator)).toThrow(`run ${one.id} is being judged already`);
    await expect.poll(() => workspace.rejudging.state(one.id).state).toBe('judged');
    const failed = await over('failed', [], { kind: 'error', failure: { message: 'no' } });
    expect(() => workspace.rejudging.begin(failed, operator)).toThrow('was not judged when it ended');
    expect(() => workspace.rejudging.begin({ ...one, phase: 'running' }, operator)).toThrow('goes on');
  });
});

test('the outcome of a slow run is found, whose chunks hold an entry each', async () => {
  const outcome: Outcome = { kind: 'aborted', reason: 'the last one' };
  const entries: readonly Entry[] = [
    { type: 'outcome', at: 0, outcome: { kind: 'aborted', reason: 'an earlier one' } },
    ...Array.from({ length: 400 }, (_, at): Entry => ({ type: 'phase', phase: 'checking', at })),
    { type: 'outcome', at: 401, outcome },
    { type: 'phase', phase: 'done', at: 402 },
  ];
  // As a store that reads 128 chunks at a time.
  const read = async (from: number, enough: number) => entries.slice(from, from + Math.min(128, enough));
  expect(await lastOutcome({ persisted: entries.length, read })).toEqual(outcome);
});
