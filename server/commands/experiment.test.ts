import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArgumentError } from './argument-error';
import { documentFrom } from './documents';
import { runExperimentAndPrint } from './experiment';
import { localExperiments, servedExperiments } from './experiment-host';
import { paper, type Served, servedInMemory } from './served.fixture';
import { findServer } from './server-client';
import { exitCodes, worstExitCode } from './terminal';

const quick = ['load.delaySeconds=0.01', 'load.timeLimitSeconds=1'];

let served: Served;

beforeAll(async () => {
  served = await servedInMemory();
}, 240_000);

afterAll(() => served.end(), 60_000);

async function experimentFrom(source: string, settings: readonly string[], repeats?: number) {
  const document = await documentFrom(source, settings, { repeats });
  if (document.kind !== 'experiment') throw new Error(`${source} is no experiment`);
  return document.resolved;
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(served.path, name);
  await writeFile(path, JSON.stringify(content));
  return path;
}

const reads = {
  name: 'reads',
  plan: { cluster: { type: 'memory' }, system: { name: 'memory' }, recoverySeconds: 0, faults: [] },
  axes: [
    {
      name: 'bug',
      values: [
        { title: 'no bug', set: { 'client.readLevel': 'quorum' } },
        { title: 'stale', set: { 'system.bugs.staleRead': 0.5 } },
      ],
    },
  ],
};

describe('an experiment for the command line', () => {
  test('comes from a preset, with settings for its plan and a seed of its own', async () => {
    const { experiment, combinations } = await experimentFrom('memory-bugs', ['load.concurrency=3', 'seed=9'], 2);
    expect(experiment).toMatchObject({ name: 'memory-bugs', seed: 9, repeats: 2 });
    expect(combinations.flatMap(({ plans }) => plans.map(({ load }) => load.concurrency))).toEqual(Array(12).fill(3));
  });

  test('is made of a plan that is to be repeated', async () => {
    const { combinations } = await experimentFrom('memory-stale-read', quick, 3);
    expect(combinations.map(({ plans }) => plans.map(({ name }) => name))).toEqual([
      ['memory-stale-read · #1', 'memory-stale-read · #2', 'memory-stale-read · #3'],
    ]);
    expect(await documentFrom('memory-stale-read', quick)).toMatchObject({ kind: 'plan' });
    const hunts = { kind: 'experiment', resolved: { experiment: { until: 'invalid', repeats: 100 } } };
    expect(await documentFrom('memory-stale-read', quick, { until: 'invalid' })).toMatchObject(hunts);
  });

  test('is refused with the axis and the value', async () => {
    const axes = [{ name: 'reads', values: [{ set: { 'client.readLevel': 'stale' } }] }];
    const source = await file('refused.json', { ...reads, axes });
    const refused = documentFrom(source, []);
    await expect(refused).rejects.toThrow(ArgumentError);
    await expect(refused).rejects.toThrow(/client\.readLevel: must be .*\(reads: stale\)/);
  });
});

describe('an experiment from the command line', { timeout: 240_000 }, () => {
  test('prints a line a run and the table; the worst run is the exit code', async () => {
    const resolved = await experimentFrom(await file('reads.json', reads), quick);
    const { out, err, terminal } = paper();
    const host = localExperiments(served.experiments);
    expect(await runExperimentAndPrint(host, resolved, terminal, { isJson: false })).toBe(exitCodes.invalid);
    expect(err[0]).toMatch(/^clew: 2 runs, about 4 s in all$/);
    expect(err[1]).toMatch(/^ {2}1 of 2 {2}no bug: valid\. .+ \(\w{10}\)$/);
    expect(err[2]).toMatch(/^ {2}2 of 2 {2}stale: invalid\. .+ \(\w{10}\)$/);
    const [head, ...rows] = out.join('\n').split('\n');
    expect(head).toMatch(/^bug +verdict +violations +ok +reads served +updates served +refused +p50 +p95 +p99 +run$/);
    expect(rows[0]).toMatch(/^no bug +valid +none +\d+ +– +– +– +[\d.]+ \S+ +[\d.]+ \S+ +[\d.]+ \S+ +\w{10}$/);
    expect(rows[1]).toMatch(/^stale +invalid +at \d\.\d s +\d+ /);
  });

  test('prints one line of JSON and nothing else when asked to, also through a server', async () => {
    const resolved = await experimentFrom(await file('repeated.json', reads), [...quick, 'seed=5'], 2);
    const found = await findServer(served.path, paper().terminal.err);
    if (!found) throw new Error('the server is not found');
    const { out, err, terminal } = paper();
    const exitCode = await runExperimentAndPrint(servedExperiments(found), resolved, terminal, { isJson: true });
    expect(exitCode).toBe(exitCodes.invalid);
    expect([out.length, err]).toEqual([1, []]);
    const told = JSON.parse(out[0] ?? '');
    expect(told).toMatchObject({ name: 'reads', seed: 5, repeats: 2, state: 'done' });
    expect(told.combinations).toMatchObject([
      { values: { bug: 'no bug' }, violations: { found: 0, judged: 2 }, runs: [{ outcome: 'valid' }, {}] },
      { values: { bug: 'stale' }, violations: { found: 2, judged: 2, firstAt: expect.any(Number) } },
    ]);
    expect(told.combinations[0].runs[0].measures.ok).toBeGreaterThan(0);
    const seeds = told.combinations.map(({ runs }: { runs: { seed: number }[] }) => runs.map(({ seed }) => seed));
    expect(seeds[0]).toEqual(seeds[1]);
  });

  test('hunts until the first violation, keeps the seed of that run and says how often it was found', async () => {
    const document = await documentFrom('memory-stale-read', [...quick, 'system.bugs.staleRead=1'], {
      until: 'invalid',
      repeats: 7,
    });
    if (document.kind !== 'experiment') throw new Error('a hunt is an experiment');
    const { out, err, terminal } = paper();
    const host = localExperiments(served.experiments);
    expect(await runExperimentAndPrint(host, document.resolved, terminal, { isJson: false })).toBe(exitCodes.invalid);
    expect(err[0]).toMatch(/^clew: at most 7 runs, at most \d+ s in all$/);
    expect(err[1]).toMatch(/^ {2}1 of 1 {2}#1: invalid\. /);
    const [seed] = document.resolved.combinations.flatMap(({ plans }) => plans.map((plan) => plan.seed));
    expect(out.at(-1)).toMatch(
      new RegExp(`^memory-stale-read: a violation at \\d\\.\\d s; the seed of that one is ${seed} \\(\\w{10}\\)$`),
    );
  });

  test('that is stopped says what was not run', async () => {
    const resolved = await experimentFrom(await file('stopped.json', reads), ['load.timeLimitSeconds=600']);
    const { out, err, terminal } = paper();
    const host = localExperiments(served.experiments);
    const exitCode = await runExperimentAndPrint(host, resolved, terminal, {
      isJson: false,
      onStarted: ({ stop }) => void stop(),
    });
    expect([exitCodes.unknown, exitCodes.failed]).toContain(exitCode);
    expect(out.join('\n').split('\n')[2]).toMatch(/^stale +not run +– /);
    expect(err.at(-1)).toBe('clew: the experiment did not come to its end: stopped by a person');
  });
});

test('the worst exit code is that of what could not be judged, then invalid, then unknown', () => {
  const { valid, unknown, invalid, failed } = exitCodes;
  expect([[], [valid], [valid, unknown], [invalid, unknown], [failed, invalid]].map(worstExitCode)).toEqual([
    valid,
    valid,
    unknown,
    invalid,
    failed,
  ]);
});
