import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resolveExperiment } from '@/lib/plan/experiment';
import type { ExperimentInput } from '@/lib/plan/experiment-document';
import type { Plan } from '@/lib/plan/plan';
import type { Outcome } from '@/lib/protocol/entry';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { operator } from '@/lib/protocol/principal';
import { cellOf } from '@/lib/report/experiment-cell';
import { memoryTestbed } from '../testbed/memory/testbed';
import { openNoTestbed, Puppet, temporaryDirectory } from './puppet.fixture';
import { openWorkspace, type Workspace } from './workspace';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let puppet: Puppet;
let workspace: Workspace;

async function openPuppets() {
  puppet = new Puppet();
  workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: openNoTestbed,
    execute: puppet.execute,
  });
}

beforeAll(async () => {
  directory = await temporaryDirectory();
  await openPuppets();
}, 240_000);

afterAll(async () => {
  await workspace.close();
  await directory.remove();
});

beforeEach(() => puppet.forget());

function experiment(input: Partial<ExperimentInput> = {}) {
  const resolved = resolveExperiment(
    {
      name: 'x',
      plan: { cluster: { type: 'memory' }, system: { name: 'memory' } },
      axes: [
        {
          name: 'reads',
          values: [{ set: { 'client.readLevel': 'local' } }, { set: { 'client.readLevel': 'quorum' } }],
        },
        { name: 'clients', values: [{ set: { 'load.concurrency': 3 } }, { set: { 'load.concurrency': 5 } }] },
      ],
      ...input,
    },
    7,
  );
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}

async function summaryOf(id: string): Promise<ExperimentSummary> {
  const summary = await workspace.experiments.get(id);
  if (!summary) throw new Error(`there is no experiment ${id}`);
  return summary;
}

const outcomesOf = ({ combinations }: ExperimentSummary) =>
  combinations.flatMap(({ slots }) => slots.map(({ run }) => (run ? (run.outcome ?? run.phase) : 'none')));

function untilOver(id: string): Promise<void> {
  return expect.poll(async () => (await summaryOf(id)).state, { timeout: 200_000 }).not.toBe('going-on');
}

/** Of a checker that looks at a log. */
const judged = (isValid: boolean): Outcome => ({
  kind: 'verdict',
  sentence: '',
  findings: [
    { checker: 'log-patterns', durationMs: 1, valid: isValid, sentence: '', isNoteworthy: false, anomalies: [] },
  ],
});
const [valid, invalid] = [judged(true), judged(false)];

const failed = { kind: 'error', failure: { message: 'n1 is on fire' } } as const;

describe('an experiment', { timeout: 240_000 }, () => {
  test('runs its combinations one after another, and one that fails by our error stops no other', async () => {
    const { id } = await workspace.experiments.submit(experiment(), operator);
    await puppet.begun('x · local · 3');
    const begun = await summaryOf(id);
    expect(outcomesOf(begun).slice(1)).toEqual(['none', 'none', 'none']);
    expect(begun).toMatchObject({
      state: 'going-on',
      seed: 7,
      axes: [
        { name: 'reads', values: ['local', 'quorum'] },
        { name: 'clients', values: ['3', '5'] },
      ],
    });
    expect(begun.combinations.map(({ places }) => places)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    puppet.finish('x · local · 3', failed);
    await puppet.begun('x · local · 5');
    expect(puppet.hasBegun('x · quorum · 3')).toBe(false);
    puppet.finish('x · local · 5', { kind: 'aborted', reason: 'enough' });
    await puppet.begun('x · quorum · 3');
    puppet.finish('x · quorum · 3', failed);
    await puppet.begun('x · quorum · 5');
    puppet.finish('x · quorum · 5', failed);
    await untilOver(id);
    const done = await summaryOf(id);
    expect(done).toMatchObject({ state: 'done', endedAt: expect.any(Number) });
    expect(outcomesOf(done)).toEqual(['error', 'aborted', 'error', 'error']);
    expect((await workspace.experiments.list())[0]).toMatchObject({ id, runs: 4, tally: { error: 3, aborted: 1 } });
    const [run] = (await workspace.runs.page()).runs;
    expect(run?.experiment).toEqual({ id, combination: 3, repeat: 0 });
  });

  test('that hunts ends each combination at its first violation, and leaves nothing of it to run', async () => {
    const axes = [
      { name: 'clients', values: [{ set: { 'load.concurrency': 3 } }, { set: { 'load.concurrency': 5 } }] },
    ];
    const { id } = await workspace.experiments.submit(experiment({ axes, repeats: 3, until: 'invalid' }), operator);
    const finish = async (name: string, outcome: Outcome) => {
      await puppet.begun(name);
      puppet.finish(name, outcome);
    };
    await finish('x · 3 · #1', valid);
    await finish('x · 3 · #2', invalid);
    await finish('x · 5 · #1', invalid);
    await untilOver(id);
    const done = await summaryOf(id);
    expect(done).toMatchObject({ state: 'done', until: 'invalid', repeats: 3 });
    expect(done.combinations.map(({ slots }) => slots.map(({ run }) => run?.outcome))).toEqual([
      ['valid', 'invalid'],
      ['invalid'],
    ]);
    expect((await workspace.experiments.list())[0]).toMatchObject({ id, runs: 3, tally: { valid: 1, invalid: 2 } });
    expect(await workspace.experiments.runRest(id, operator)).toMatchObject({ state: 'done' });
  });

  test('that hunts and finds nothing runs as often as it may', async () => {
    const { id } = await workspace.experiments.submit(experiment({ axes: [], repeats: 2, until: 'invalid' }), operator);
    for (const name of ['x · #1', 'x · #2']) {
      await puppet.begun(name);
      puppet.finish(name, valid);
    }
    await untilOver(id);
    expect(outcomesOf(await summaryOf(id))).toEqual(['valid', 'valid']);
  });

  test('that is stopped in the middle says what was not run, and runs the rest when asked to', async () => {
    const { id } = await workspace.experiments.submit(experiment({ repeats: 2, axes: [] }), operator);
    await puppet.begun('x · #1');
    puppet.finish('x · #1', failed);
    await puppet.begun('x · #2');
    await workspace.experiments.stop(id, operator);
    await untilOver(id);
    expect(await summaryOf(id)).toMatchObject({ state: 'stopped', reason: 'stopped by a person' });
    expect(outcomesOf(await summaryOf(id))).toEqual(['error', 'aborted']);

    puppet.forget();
    expect(await workspace.experiments.runRest(id, operator)).toMatchObject({ state: 'going-on' });
    await workspace.experiments.runRest(id, operator);
    await puppet.begun('x · #2');
    puppet.finish('x · #2', failed);
    await untilOver(id);
    expect(await summaryOf(id)).toMatchObject({ state: 'done' });
    expect(outcomesOf(await summaryOf(id))).toEqual(['error', 'error']);
    expect(await workspace.runs.ofExperiment(id)).toHaveLength(3);
    expect((await workspace.experiments.list())[0]).toMatchObject({ id, tally: { error: 2, aborted: 0 } });
  });

  test('that the end of the server cut off is interrupted, and goes on when asked to', async () => {
    const { id } = await workspace.experiments.submit(experiment(), operator);
    await puppet.begun('x · local · 3');
    await workspace.close();
    await openPuppets();
    expect(await summaryOf(id)).toMatchObject({ state: 'interrupted', reason: 'the server was stopped' });
    expect(outcomesOf(await summaryOf(id))).toEqual(['aborted', 'none', 'none', 'none']);
    await workspace.experiments.runRest(id, operator);
    for (const name of ['x · local · 3', 'x · local · 5', 'x · quorum · 3', 'x · quorum · 5']) {
      await puppet.begun(name);
      puppet.finish(name, failed);
    }
    await untilOver(id);
    expect(outcomesOf(await summaryOf(id))).toEqual(['error', 'error', 'error', 'error']);
  });

  test('lets other runs take their turn on its cluster', async () => {
    const cluster = { type: 'ssh', nodes: [{ name: 'n1', host: 'a' }] };
    const plan = { cluster, system: { name: 'etcd' } };
    const { id } = await workspace.experiments.submit(experiment({ repeats: 2, axes: [], plan }), operator);
    await puppet.begun('x · #1');
    const [first] = (await workspace.runs.page()).runs;
    if (!first) throw new Error('there is no run');
    const between = await workspace.runs.submit({ ...(first.plan as Plan), name: 'between' }, operator);
    expect(between.behind?.id).toBe(first.id);
    puppet.finish('x · #1', failed);
    await puppet.begun('between');
    expect(puppet.hasBegun('x · #2')).toBe(false);
    puppet.finish('between', failed);
    await puppet.begun('x · #2');
    puppet.finish('x · #2', failed);
    await untilOver(id);
  });

  test('of real runs finds what its combinations break, and measures them', async () => {
    await workspace.close();
    workspace = await openWorkspace({
      dataDirectory: directory.path,
      openTestbed: async (plan) => memoryTestbed(plan),
    });
    const { id } = await workspace.experiments.submit(
      experiment({
        plan: {
          cluster: { type: 'memory' },
          system: { name: 'memory' },
          client: { readLevel: 'quorum' },
          // Enough operations on a busy machine too.
          workload: { name: 'register', mix: { read: 4, write: 2 } },
          load: { delaySeconds: 0.01, timeLimitSeconds: 4 },
          faults: [{ name: 'partition-random-halves', restSeconds: 0.5, durationSeconds: 0.4 }],
          recoverySeconds: 0,
        },
        axes: [
          {
            name: 'bug',
            values: [
              { title: 'none', set: {} },
              { title: 'stale', set: { 'system.bugs.staleRead': 1 } },
            ],
          },
          {
            name: 'faults',
            values: [
              { title: 'cuts', set: {} },
              { title: 'none', set: { faults: [] } },
            ],
          },
        ],
      }),
      operator,
    );
    await untilOver(id);
    const before = await summaryOf(id);
    await workspace.close();
    await openPuppets();
    const cells = before.combinations.map(({ slots }) => cellOf(slots));
    expect(cells.map(({ violations }) => violations.found)).toEqual([0, 0, 1, 1]);
    expect(cells.map(({ underFaults }) => underFaults !== undefined)).toEqual([true, false, true, false]);
    for (const { ok, latency } of cells) {
      expect(ok).toBeGreaterThan(0);
      expect(latency?.p99).toBeGreaterThanOrEqual(latency?.p50 ?? Number.NaN);
    }
    // The numbers are kept with the runs.
    expect(await summaryOf(id)).toEqual(before);
  });

  test('opens by its link, with its runs and no others, until the link is revoked', async () => {
    const { id } = await workspace.experiments.submit(experiment({ axes: [] }), operator);
    await puppet.begun('x');
    const [run] = (await workspace.runs.page()).runs;
    const other = await workspace.runs.submit({ ...(run?.plan as Plan), name: 'other' }, operator);
    const token = (await workspace.links.make({ kind: 'experiment', id }, operator)).token;
    expect((await workspace.links.make({ kind: 'experiment', id }, operator)).token).toBe(token);
    expect((await workspace.links.openExperiment(token))?.id).toBe(id);
    expect((await workspace.links.openRun(`${token}.${run?.id}`))?.id).toBe(run?.id);
    expect(await workspace.links.openRun(`${token}.${other.id}`)).toBeUndefined();
    expect(await workspace.links.openRun(`wrong.${run?.id}`)).toBeUndefined();
    expect(await workspace.links.openRun(`wrong.${other.id}`)).toBeUndefined();
    expect(await workspace.links.openRun(token)).toBeUndefined();
    const dropped: string[] = [];
    workspace.events.subscribe((nudge) => void (nudge.type === 'run-unshared' && dropped.push(nudge.runId)));
    await workspace.links.revoke({ kind: 'experiment', id }, operator);
    expect(dropped).toEqual([run?.id]);
    expect(await workspace.links.openExperiment(token)).toBeUndefined();
    expect(await workspace.links.openRun(`${token}.${run?.id}`)).toBeUndefined();
  });
});
