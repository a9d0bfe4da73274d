/** A program that answers with whatever it likes, on nodes that are reached by a real sshd. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import type { Entry } from '@/lib/protocol/entry';
import { failureOf } from '../base/failure';
import { type Lab, labAddress, labDown, labUp } from '../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../lab/test-lab';
import { iptablesNet } from '../nodes/net/iptables';
import { JournalReporter } from '../runner/reporter';
import { etcd } from '../systems/etcd/etcd';
import { prepareNode } from './doctor/prepare-node';
import { RemoteTestbed } from './remote-testbed';

const labName = testLabName('hostile');

// biome-ignore lint/suspicious/noControlCharactersInRegex: what is looked for
const strange = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]/;

let lab: Lab;
let directory: string;

beforeAll(async () => {
  if (cannotMakeLabs) return;
  directory = await mkdtemp(join(tmpdir(), 'clew-hostile-test-'));
  lab = await labUp({ name: labName, nodes: 1, ownerPid: process.pid });
});

afterAll(async () => {
  if (cannotMakeLabs) return;
  await labDown(labName);
  await rm(directory, { recursive: true, force: true });
});

/** Sets a test up with a shell script in the place of etcd. @returns the journal, and why the set-up ended */
async function setUp(script: string): Promise<{ readonly journal: readonly Entry[]; readonly error: unknown }> {
  const path = join(directory, 'etcd');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  const plan = planSchema.parse({
    name: 'hostile',
    cluster: { type: 'lab', nodes: 1 },
    system: { name: 'etcd', source: { from: 'file', path } },
    faults: [],
    seed: 1,
  });
  const provider = { nodes: ['n1'], open: async () => labAddress(lab), prepare: prepareNode, net: iptablesNet };
  const testbed = new RemoteTestbed({
    plan,
    run: 'hostile',
    provider: { ...provider, isHeld: true, release: async () => undefined },
    system: etcd,
    dataDirectory: directory,
    cacheDirectory: testCacheDirectory,
  });
  const journal: Entry[] = [];
  const report = new JournalReporter((entry) => journal.push(entry), Date.now);
  const error = await testbed.setUp(report, new AbortController().signal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await testbed.tearDown(report);
  return { journal, error };
}

const bytes = `printf '\\033[2J\\033]0;owned\\007\\000\\233\\377\\342\\200\\256\\355\\240\\200'`;

function expectText(journal: readonly Entry[], error: unknown): void {
  const failure = failureOf(error);
  for (const text of JSON.stringify([journal, failure], (_, value) =>
    typeof value === 'string' && strange.test(value) ? `STRANGE ${value}` : value,
  )
    .split('STRANGE ')
    .slice(1)) {
    expect(text.slice(0, 200)).toBe('no control character');
  }
  expect(JSON.stringify([journal, failure]).length).toBeLessThan(64 * 1024);
}

describe.skipIf(cannotMakeLabs)('a program that is not what it says', { timeout: 60_000 }, () => {
  it('is told with what it printed in the place of a version, as text', async () => {
    const { journal, error } = await setUp(`${bytes}; echo 'no version'; exit 3`);
    expect(failureOf(error).message).toContain('ended with exit code 3 and named no version');
    expect(failureOf(error).log?.join('\n')).toContain('␛[2J␛]0;owned␇␀');
    expectText(journal, error);
  });

  it('has a version with an end, whatever it prints', async () => {
    const endless = `printf 'etcd Version: 3.4.0'; ${bytes}; head -c 1000000 /dev/zero | tr '\\0' v; echo`;
    const { journal, error } = await setUp(`case "$1" in --version) ${endless};; *) ${bytes} >&2; exit 1;; esac`);
    const told = journal.flatMap((entry) => ('message' in entry ? [String(entry.message)] : []));
    expect(told.join('\n')).toMatch(/n1 etcd 3\.4\.0␛\[2J.{0,100}v… \(cut; 1,000,\d+ characters in all\)/);
    expect(failureOf(error).message).toMatch(/n1/);
    expectText(journal, error);
  });
});
