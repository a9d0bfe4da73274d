import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GuestView } from '@/lib/audience/guest-view';
import { simulate } from '@/lib/generator/simulate';
import { moody } from '@/lib/generator/simulation.fixture';
import { decodeEdn } from '@/lib/history/edn';
import { decodeHistory } from '@/lib/history/jsonl';
import type { Op } from '@/lib/history/op';
import { parseOpLines } from '@/lib/history/text';
import { planSchema } from '@/lib/plan/plan';
import { testGenerator } from '@/lib/plan/timetable';
import type { Entry } from '@/lib/protocol/entry';
import { judged } from '@/lib/protocol/judged.fixture';
import type { RunSummary } from '@/lib/protocol/run';
import { decodeRunFile } from '@/lib/protocol/run-file';
import { newSummary } from '@/lib/protocol/summary';
import { type RunExport, runExports } from './run-export';
import { savedRun } from './saved-run';

const clients = 10;
const operations = 10_000;
/** There are fewer. */
const nemesisOps = 1000;
const maxBytes = 2_000_000;

const plan = planSchema.parse({
  name: 'ten </title> thousand',
  cluster: { type: 'ssh', nodes: [{ name: 'n1', host: '10.0.0.1' }], auth: { keyFile: '/home/me/.ssh/id' } },
  system: { name: 'etcd' },
  load: { concurrency: clients, delaySeconds: 0.005, timeLimitSeconds: 600 },
  seed: 3,
});
const run: RunSummary = {
  ...newSummary({ id: 'r1', plan, createdAt: 5 }),
  phase: 'done',
  sentence: 'n1 said "1" <soon>.',
};

/** As much as a real op says: where it was answered, and at which index of the log. */
const history: readonly Op[] = simulate(testGenerator(plan), moody(3, 0.03, clients, 2 * operations + nemesisOps)).map(
  (op) =>
    op.type === 'ok' && op.process !== 'nemesis'
      ? { ...op, node: `n${op.index % 5}`, revision: { modifiedIndex: op.index + 7, index: 2 * op.index + 3 } }
      : op,
);
const linearization = history.filter(({ type }) => type === 'invoke').map(({ index }) => index);
const checked = { valid: true, model: 'cas-register', algorithm: 'search', crashed: 0, durationMs: 1 } as const;
const entries: readonly Entry[] = [
  { type: 'log', at: 1, level: 'info', source: 'clew.test', message: 'began' },
  ...history,
  { type: 'outcome', at: 2, outcome: judged({ ...checked, operations, linearization }) },
];

const guests = new GuestView([plan], { showsPlaces: false }, []);

async function* pages(): AsyncGenerator<readonly Entry[]> {
  for (let from = 0; from < entries.length; from += 3000) yield entries.slice(from, from + 3000);
}

async function* noLogs() {
  yield* [];
}

async function joined(pieces: AsyncIterable<string | Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

const written = async (form: RunExport) => joined(await form.write({ run, pages, logs: noLogs }));

describe('a history', () => {
  test('is the same after JSON lines', async () => {
    const decoded = decodeHistory(await written(runExports.jsonl));
    expect(decoded.ok && decoded.value.ops).toEqual(history);
  });

  test('is read from EDN op by op, with its times', async () => {
    const decoded = decodeEdn(await written(runExports.edn));
    const plain = ({ index, time, process, type, f, value }: Op) => ({ index, time, process, type, f, value });
    expect(decoded.ok && decoded.value.ops.map(plain)).toEqual(history.map(plain));
  });

  test('stands in the log, between the lines that are no ops', async () => {
    const text = await written(runExports.txt);
    expect(text.split('\n')[0]).toBe('INFO  clew.test - began');
    const decoded = parseOpLines(text);
    expect(decoded.ok && decoded.value.ops.map(({ type }) => type)).toEqual(history.map(({ type }) => type));
  });
});

describe('a saved run', () => {
  let directory: string;
  let page: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-saved-'));
    const build = new URL('../bin/build.mjs', import.meta.url).href;
    const { buildSavedRun } = (await import(build)) as { buildSavedRun(directory: string): Promise<void> };
    await buildSavedRun(directory);
    page = await joined(await savedRun(guests.summary(run), pages(), directory));
  });

  afterAll(() => rm(directory, { recursive: true }));

  test('of ten thousand operations takes at most two megabytes', () => {
    expect(linearization.length).toBeGreaterThanOrEqual(operations);
    expect(Buffer.byteLength(page)).toBeLessThan(maxBytes);
  });

  test('holds every entry, and nothing of where the operator keeps keys', () => {
    const data = /<script type="application\/octet-stream" id="run-data">([^<]+)<\/script>/.exec(page)?.[1] ?? '';
    const text = gunzipSync(Buffer.from(data, 'base64')).toString();
    expect(decodeRunFile(text).entries).toEqual(entries);
    expect(decodeRunFile(text).run.id).toBe('r1');
    expect(text).not.toContain('.ssh');
  });

  test('allows its own script and styles, and nothing from anywhere', () => {
    const policy = /content-security-policy" content="([^"]+)"/.exec(page)?.[1];
    const hash = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const script = /<script>([\s\S]+?)<\/script>/.exec(page)?.[1];
    const styles = /<style>([\s\S]+?)<\/style>/.exec(page)?.[1];
    expect(script?.length).toBeGreaterThan(100_000);
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(script)}; style-src ${hash(styles)}; base-uri 'none'; form-action 'none'`,
    );
  });

  test('shows names and sentences as text', () => {
    expect(page).toContain('<title>ten &lt;/title&gt; thousand · Clew</title>');
    expect(page).toContain('content="n1 said &quot;1&quot; &lt;soon&gt;."');
  });

  test('is refused before its first piece where nothing was built', async () => {
    await expect(savedRun(run, pages(), join(directory, 'nowhere'))).rejects.toThrow('is not in');
  });

  test('ends with the reason where the journal cannot be read', async () => {
    async function* broken(): AsyncGenerator<readonly Entry[]> {
      yield entries.slice(0, 10);
      throw new Error('the disk is gone');
    }
    await expect(savedRun(run, broken(), directory).then(joined)).rejects.toThrow('the disk is gone');
  });
});
