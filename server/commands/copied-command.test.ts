/** What the pages copy, read by a real shell and by the command line itself, is the same test. */
import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { commandFor, curlFor, experimentCommandFor, queryVariable } from '@/lib/plan/command';
import { resolveExperiment } from '@/lib/plan/experiment';
import type { ExperimentInput } from '@/lib/plan/experiment-document';
import { experimentPresets } from '@/lib/plan/experiment-presets';
import type { Plan } from '@/lib/plan/plan';
import { presetNamed, presets } from '@/lib/plan/presets';
import { resolvePlan } from '@/lib/plan/resolve';
import { applyValues } from '@/lib/plan/settings';
import type { Tree } from '@/lib/plan/tree';
import { runCommandLine } from './arguments';
import { documentFrom } from './documents';

/** The words of each line, as a POSIX shell makes them: it runs what is called npx or curl there, which prints them. */
function wordsIn(lines: readonly string[], environment: Readonly<Record<string, string>> = {}): string[][] {
  const functions = `show() { printf '%s\\0' "$@"; printf '\\n\\0'; }; npx() { show "$@"; }; curl() { show "$@"; }`;
  const script = [functions, ...lines].join('\n');
  const output = shell(script, environment);
  return output
    .split('\n\0')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

function shell(script: string, environment: Readonly<Record<string, string>>): string {
  const env = { NODE_ENV: 'test' as const, PATH: process.env.PATH, ...environment };
  return execFileSync('sh', ['-s'], { input: script, env, encoding: 'utf8' });
}

function experimentOf(input: unknown) {
  const resolved = resolveExperiment(input);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}

/** As `npx clew …` reads it. */
async function planOf(words: readonly string[]): Promise<Plan> {
  const [program, ...args] = words;
  expect(program).toBe('clew');
  let read: Promise<Plan> | undefined;
  const clew = new Command('clew').exitOverride();
  runCommandLine(clew).action((source: string, options: { readonly set: readonly string[] }) => {
    read = documentFrom(source, options.set).then((document) => {
      if (document.kind !== 'plan') throw new Error('an experiment');
      return document.plan;
    });
  });
  await clew.parseAsync(args, { from: 'user' });
  if (!read) throw new Error('nothing is run');
  return read;
}

function resolved(input: unknown): Plan {
  const plan = resolvePlan(input, 71);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

async function expectSame(plans: readonly Plan[], environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const lines = wordsIn(plans.map(commandFor), environment);
  expect(lines).toHaveLength(plans.length);
  for (const [place, words] of lines.entries()) expect(await planOf(words)).toEqual(plans[place]);
}

describe('the copied command', () => {
  test('of every preset is that preset', async () => {
    await expectSame(presets.map(({ plan }) => resolved(plan)));
  });

  const strange = fc
    .string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' })
    .filter((text) => text.trim() !== '');
  const seconds = fc.double({ min: 0.1, max: 3600, noNaN: true });
  const fault = fc.record(
    {
      name: fc.constantFrom('partition-random-halves', 'partition-ring', 'partition-leader', 'pause', 'kill'),
      restSeconds: seconds,
      durationSeconds: seconds,
      firstStartSeconds: seconds,
      repetitions: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: ['name'] },
  );
  const changes = fc.record(
    {
      name: fc.oneof(strange, fc.constantFrom("it's", '"quoted"', '$HOME `id` \\ "', '--json', 'null', '7', '{"a":1}')),
      seed: fc.integer({ min: 0, max: 4_294_967_295 }),
      faults: fc.array(fault, { maxLength: 3 }),
      'load.concurrency': fc.integer({ min: 1, max: 200 }),
      'load.kind': fc.constant('closed'),
      'load.delaySeconds': fc.double({ min: 0, max: 60, noNaN: true }),
      'checker.extra': fc.subarray(['set', 'counter', 'aborted-reads'] as const),
      cluster: fc.constantFrom(
        {
          type: 'ssh',
          nodes: [
            { name: 'n1', host: '10.0.0.1' },
            { name: 'n2', host: "h'2", port: 2222 },
          ],
        },
        { type: 'ssh', nodes: [{ name: 'a', host: '::1' }], user: 'me', auth: { passwordVariable: 'CLEW_PW' } },
      ),
    },
    { requiredKeys: [] },
  );

  test('of any plan is that plan', async () => {
    const candidates = fc.sample(fc.tuple(fc.constantFrom(...presets), changes), { numRuns: 300, seed: 14 });
    const plans = candidates.flatMap(([preset, values]) => {
      const changed = applyValues(preset.plan as Tree, values);
      const plan = changed.ok ? resolvePlan(changed.value, 71) : changed;
      return plan.ok ? [plan.value] : [];
    });
    expect(plans.length).toBeGreaterThan(50);
    await expectSame(plans);
  });

  const query = "sig=it%27s&a=b'c$HOME";
  const source = { from: 'download', url: `https://example.test/etcd.tar.gz?${query}`, sha256: 'a'.repeat(64) };
  const signed = resolved({ ...presetNamed('etcd-register')?.plan, system: { name: 'etcd', source } });

  test('has what stands behind the question mark of an address in a variable', async () => {
    expect(commandFor(signed)).not.toContain('sig=');
    await expectSame([signed], { [queryVariable]: query });
  });

  test('as a request has the whole plan in it, and the token as a variable', () => {
    const environment = { [queryVariable]: query, CLEW_TOKEN: 'the token' };
    const [words] = wordsIn([curlFor(signed, 'http://127.0.0.1:3000')], environment);
    expect(words?.slice(0, -1)).toEqual([
      '--fail-with-body',
      '-sS',
      'http://127.0.0.1:3000/api/runs',
      '-H',
      'authorization: Bearer the token',
      '-H',
      'content-type: application/json',
      '--data-binary',
    ]);
    expect(resolved(JSON.parse(words?.at(-1) ?? ''))).toEqual(signed);
  });

  describe('of an experiment', () => {
    const experiment: ExperimentInput = {
      name: "it's one",
      plan: { ...signed, seed: undefined },
      axes: [
        {
          name: 'reads',
          values: [{ set: { 'client.readLevel': 'local' } }, { set: { 'client.readLevel': 'quorum' } }],
        },
      ],
      seed: 7,
    };

    test('that is a preset names it, with its seed', async () => {
      const [preset] = experimentPresets;
      const input = { ...present(preset, 'a preset').experiment, seed: 7 };
      const [words] = wordsIn([experimentCommandFor(input, preset?.name)]);
      expect(words).toEqual(['clew', 'run', preset?.name, '--set', 'seed=7']);
      const document = await documentFrom(words?.[2] ?? '', words?.slice(4) ?? []);
      expect(document).toEqual({ kind: 'experiment', resolved: experimentOf(input) });
    });

    test('hands any other over as it is, without the secret in it', async () => {
      const command = experimentCommandFor(experiment, undefined);
      expect(command).not.toContain('sig=');
      const text = shell(`npx() { cat; }\n${command}`, { [queryVariable]: query });
      const document = await documentFrom('-', [], {}, Readable.from([text]));
      expect(document).toEqual({ kind: 'experiment', resolved: experimentOf(experiment) });
    });
  });
});
