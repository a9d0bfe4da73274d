import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GuestView } from '@/lib/audience/guest-view';
import { planSchema } from '@/lib/plan/plan';
import type { Entry } from '@/lib/protocol/entry';
import { judged } from '@/lib/protocol/judged.fixture';
import type { RunSummary } from '@/lib/protocol/run';
import { newSummary } from '@/lib/protocol/summary';
import { reads } from '../jobs/puppet.fixture';
import { guestMaterial, type RunMaterial } from './run-material';
import { runZip } from './run-zip';
import { unzipped } from './unzipped.fixture';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-zip-'));
  for (const part of ['saved-run.js', 'saved-run.css']) await writeFile(join(directory, part), '');
});
afterAll(() => rm(directory, { recursive: true }));

const plan = planSchema.parse({
  name: 'all of it',
  cluster: { type: 'ssh', nodes: [{ name: 'n1', host: '10.9.8.7' }], auth: { keyFile: '/home/me/.ssh/id' } },
  system: { name: 'etcd' },
  seed: 3,
});
const run: RunSummary = {
  ...newSummary({ id: 'r1', plan, createdAt: 1e12 }),
  phase: 'done',
  operations: 3,
  sentence: 'Linearizable.',
};
const checked = { valid: true, model: 'cas-register', algorithm: 'search', crashed: 0, durationMs: 1 } as const;
const verdict = judged({ ...checked, operations: 3, linearization: [0, 2, 4] });
const entries: readonly Entry[] = [
  ...reads(3),
  { type: 'outcome', at: 2, outcome: { kind: 'aborted', reason: 'judged again since' } },
  { type: 'outcome', at: 3, outcome: verdict },
];

const material: RunMaterial = {
  run,
  async *pages() {
    yield entries;
  },
  async *logs() {
    yield { node: 'n1', file: '/var/log/clew/etcd.log', text: 'listens on 10.9.8.7:2379\n' };
    yield { node: '../n2', file: '../../../root/.bashrc', text: 'x' };
  },
};

const filesOf = async (of: RunMaterial) =>
  unzipped(await buffer((await runZip(of, directory)) as AsyncIterable<Uint8Array>));

test('everything of a run is in it, each under its own name', async () => {
  const files = await filesOf(material);
  expect([...files.keys()]).toEqual([
    'README.txt',
    'plan.json',
    'run.json',
    'history.jsonl',
    'history.edn',
    'log.txt',
    'judgement.json',
    'report.txt',
    'logs/n1/var-log-clew-etcd.log',
    'logs/n2/root-.bashrc.log',
    'timeline.html',
  ]);
  expect(planSchema.parse(JSON.parse(files.get('plan.json') ?? ''))).toEqual(plan);
  expect(JSON.parse(files.get('run.json') ?? '')).toMatchObject({ id: 'r1', sentence: 'Linearizable.' });
  expect(JSON.parse(files.get('judgement.json') ?? '')).toEqual(JSON.parse(JSON.stringify(verdict)));
  expect(files.get('report.txt')).toContain('linearizable');
  expect(files.get('timeline.html')).toContain('id="run-data"');
});

test('a run without a judgement has its outcome in it, and no report', async () => {
  const files = await filesOf({
    ...material,
    async *pages() {
      yield entries.slice(0, -1);
    },
  });
  expect(JSON.parse(files.get('outcome.json') ?? '')).toEqual({ kind: 'aborted', reason: 'judged again since' });
  expect([files.has('judgement.json'), files.has('report.txt')]).toEqual([false, false]);
});

test('a guest finds nothing of where the machines are, in no file of it', async () => {
  const view = new GuestView([plan], { showsPlaces: false }, []);
  const files = await filesOf(guestMaterial({ ...material, run: view.summary(run) }, view.input));
  expect([...files].filter(([, text]) => /10\.9\.8\.7|\.ssh/.test(text))).toEqual([]);
  expect(files.get('logs/n1/var-log-clew-etcd.log')).toContain('listens on ');
  expect(files.get('README.txt')).toContain('are left out: it is made to be handed on');
});

test('it ends with the reason where the journal cannot be read', async () => {
  const broken = runZip(
    {
      ...material,
      async *pages() {
        yield entries.slice(0, 2);
        throw new Error('the disk is gone');
      },
    },
    directory,
  );
  await expect(broken.then((pieces) => buffer(pieces as AsyncIterable<Uint8Array>))).rejects.toThrow(
    'the disk is gone',
  );
});

test('whoever leaves in the middle leaves nothing half read', async () => {
  const open = { pages: 0 };
  const endless: RunMaterial = {
    ...material,
    async *pages() {
      open.pages++;
      try {
        for (;;) yield reads(500).map((op) => ({ ...op, value: `${Math.sin(op.index)}`.repeat(20) }));
      } finally {
        open.pages--;
      }
    },
  };
  let bytes = 0;
  for await (const piece of await runZip(endless, directory)) {
    bytes += piece.length;
    if (bytes > 100_000) break;
  }
  await expect.poll(() => open.pages).toBe(0);
});
