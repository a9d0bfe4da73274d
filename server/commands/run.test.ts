import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from '@/lib/protocol/entry';
import { ArgumentError } from './argument-error';
import { planFrom } from './documents';
import { junitFile } from './junit-file';
import { runAndPrint } from './run';
import { LocalHost, ServerHost } from './run-host';
import { paper, type Served, servedInMemory } from './served.fixture';
import { findServer } from './server-client';
import { exitCodes } from './terminal';

const quick = ['load.delaySeconds=0.01', 'load.timeLimitSeconds=1', 'recoverySeconds=0', 'nemesis.name=none'];

let served: Served;

beforeAll(async () => {
  served = await servedInMemory();
});

afterAll(() => served.end(), 60_000);

describe('a plan for the command line', () => {
  test('comes from a preset with settings, and a seed of its own', async () => {
    const plan = await planFrom('etcd-register', ['client.readLevel=quorum', 'load.concurrency=3']);
    expect(plan).toMatchObject({ client: { readLevel: 'quorum' }, load: { concurrency: 3 } });
    expect(plan.seed).toBeGreaterThanOrEqual(0);
  });

  test.each([
    ['etcd-registre', [], /no preset and no file named etcd-registre/],
    [
      'etcd-register',
      ['client.readlevel=quorum'],
      /client\.readlevel: is not a field of a plan; the nearest is client\.readLevel/,
    ],
    ['etcd-register', ['load.concurrency=many'], /load\.concurrency: must be a number/],
  ] as const)('%s %j is refused with what is wrong', async (source, settings, message) => {
    await expect(planFrom(source, settings)).rejects.toThrow(ArgumentError);
    await expect(planFrom(source, settings)).rejects.toThrow(message);
  });

  test('a file that is no JSON is refused by its name', async () => {
    const file = join(served.path, 'broken.json');
    await writeFile(file, '{"name": ');
    await expect(planFrom(file, [])).rejects.toThrow(`${file} is no JSON`);
  });
});

describe('a run from the command line', () => {
  test('prints the log, the report and the verdict as its exit code', async () => {
    const plan = await planFrom('memory-stale-read', [...quick, 'system.bugs.staleRead=0.5']);
    const { out, terminal } = paper();
    const exitCode = await runAndPrint(new LocalHost(served.runs), plan, terminal, { isJson: false });
    expect(exitCode).toBe(exitCodes.invalid);
    expect(out[0]).toMatch(/^INFO {2}clew\./);
    expect(out.some((line) => /^INFO {2}clew\.op - 0\t:invoke\t:/.test(line))).toBe(true);
    expect(out.join('\n')).toContain('Not linearizable. Linearizable prefix was:');
  });

  test('is the same entry by entry in this process and through a server', async () => {
    const plan = await planFrom('memory-stale-read', [...quick, 'system.bugs.staleRead=0', 'client.readLevel=quorum']);
    const client = await findServer(served.path, paper().terminal.err);
    if (!client) throw new Error('the server is not found');
    const remote = new ServerHost(client);
    const run = await remote.submit(plan);
    const seen: Entry[][] = [[], []];
    await Promise.all(
      [remote, new LocalHost(served.runs)].map((host, i) =>
        host.follow(run.id, (entries) => void seen[i]?.push(...entries)),
      ),
    );
    expect(seen[0]?.at(-1)).toMatchObject({ type: 'phase', phase: 'done' });
    expect(seen[0]).toEqual(seen[1]);
  });

  test('prints one line of JSON and nothing else when asked to', async () => {
    const plan = await planFrom('memory-stale-read', [...quick, 'system.bugs.staleRead=0', 'client.readLevel=quorum']);
    const { out, terminal } = paper();
    const exitCode = await runAndPrint(new LocalHost(served.runs), plan, terminal, { isJson: true });
    expect(exitCode).toBe(exitCodes.valid);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      name: plan.name,
      seed: plan.seed,
      valid: true,
      linearizable: true,
      checks: [{ checker: 'stats', valid: true }, {}, {}, { checker: 'sessions', valid: true }, {}],
    });
  });

  test('a function that never succeeded makes the verdict weak, and the exit code says unknown where that does not do', async () => {
    // The values are so many that a cas finds the one it expects by chance alone.
    const plan = await planFrom('memory-stale-read', [
      ...quick,
      'system.bugs.staleRead=0',
      'client.readLevel=quorum',
      'workload.values=1000',
      'workload.mix={"read":1,"write":0,"cas":1}',
    ]);
    const { out, terminal } = paper();
    const host = new LocalHost(served.runs);
    expect(await runAndPrint(host, plan, terminal, { isJson: false })).toBe(exitCodes.valid);
    const said = 'no cas (0 of \\d+) succeeded, so nothing is known of it';
    expect(out.at(-2)).toMatch(new RegExp(`^\nValid, but weak: ${said.replace(/[()]/g, '\\$&')}`));
    expect(out.at(-1)).toMatch(/^ {2}Statistics, a note: No cas \(0 of \d+\) succeeded, so nothing is known of it\.$/);
    const json = paper();
    const strict = { isJson: true, isStrict: true };
    expect(await runAndPrint(host, plan, json.terminal, strict)).toBe(exitCodes.unknown);
    expect(JSON.parse(json.out[0] ?? '')).toMatchObject({
      ...{ valid: true, linearizable: true, ended: 'completed' },
      weak: [expect.stringMatching(/^No cas \(0 of \d+\) succeeded, so nothing is known of it\.$/)],
    });
  });

  test('tells of a violation while the test runs, and keeps it in the line of JSON', async () => {
    const broken = [...quick, 'system.bugs.staleRead=0.5', 'workload.mix={"read":4,"write":1,"cas":0}'];
    const plan = await planFrom('memory-stale-read', [
      ...broken,
      'checker.stopAtViolation=true',
      'load.timeLimitSeconds=60',
    ]);
    const host = new LocalHost(served.runs);
    const spoken = paper();
    expect(await runAndPrint(host, plan, spoken.terminal, { isJson: false })).toBe(exitCodes.invalid);
    const told = spoken.err.findIndex((line) =>
      /^clew: violation found at \d\.\d s \(op \d+\), still running$/.test(line),
    );
    expect(told).toBeGreaterThan(-1);
    expect(spoken.err.findIndex((line) => line.includes('Tear down the cluster'))).toBeGreaterThan(told);
    const line = spoken.out.findIndex((text) => /Not linearizable at op \d+ \(still running\)$/.test(text));
    expect(line).toBeLessThan(spoken.out.findIndex((text) => text.endsWith('Analyzing')));

    const { out, err, terminal } = paper();
    expect(await runAndPrint(host, plan, terminal, { isJson: true })).toBe(exitCodes.invalid);
    expect(err).toEqual([]);
    const { violationWhileRunning, valid, failure, ended, testedNanos } = JSON.parse(out[0] ?? '');
    expect({ valid, ended }).toEqual({ valid: false, ended: 'at-violation' });
    expect(testedNanos).toBeGreaterThanOrEqual(violationWhileRunning.timeNanos);
    expect(spoken.out.join('\n')).toMatch(/ Stopped at the violation after \d+\.\d s of \d+(\.\d)? s\.$/m);
    expect(violationWhileRunning).toEqual({
      checker: 'linearizability',
      title: 'Not linearizable',
      operation: failure.operation,
      completion: failure.completion,
      timeNanos: expect.any(Number),
    });
  });

  test('leaves a JUnit report, and refuses a place where none can be written before it begins', async () => {
    const file = join(served.path, 'report.xml');
    const plan = await planFrom('memory-stale-read', [...quick, 'system.bugs.staleRead=0.5']);
    const options = { isJson: true, junit: await junitFile(file) };
    expect(await runAndPrint(new LocalHost(served.runs), plan, paper().terminal, options)).toBe(exitCodes.invalid);
    expect(await readFile(file, 'utf8')).toMatch(
      /<testcase classname="[^"]+" name="Linearizability"[^>]*>\n\s*<failure /,
    );
    await expect(junitFile(join(served.path, 'nowhere', 'report.xml'))).rejects.toThrow(ArgumentError);
  });

  test('no server is found where none serves', async () => {
    await expect(findServer(join(served.path, 'elsewhere'), paper().terminal.err)).resolves.toBeUndefined();
  });
});
