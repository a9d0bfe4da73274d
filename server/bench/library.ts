/**
 * The library over very many runs, asked over HTTP as the page asks: the first page, a page deep down, filters, words that are
 * rare and words that are nowhere, the counts of every choice, and a run by its address.
 */
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { planSchema } from '@/lib/plan/plan';
import type { RunSummary } from '@/lib/protocol/run';
import { openEmbedded } from '../store/pglite/open';
import { toRow } from '../store/run-rows';
import type { Bench } from './figure';
import { type Latency, latencyOf, latencyText } from './latency';
import { withDirectory, withServed } from './served';

const manyRuns = 100_000;
const fewRuns = 1_000;
const goalMs = 100;

/** Enough for a p95, and few enough for a coffee. */
const asks = 60;

const questions: readonly (readonly [string, (nth: number) => string])[] = [
  ['first page', () => '/api/runs'],
  ['a page deep down', (nth) => `/api/runs?after=${placeOf(nth * 900)}`],
  ['first page by name', () => '/api/runs?order=name'],
  ['one verdict of one system', () => '/api/runs?verdict=invalid&system=etcd'],
  ['one fault, most operations first', () => '/api/runs?fault=pause&order=largest'],
  ['words of one run', (nth) => `/api/runs?text=number+${nth * 1_013}+etcd`],
  ['words of none', () => '/api/runs?text=nowhere+to+be+found'],
  ['counts of every choice', () => '/api/library/counts'],
  ['counts under words', (nth) => `/api/library/counts?text=number+${nth}`],
  ['open a run', (nth) => `/api/runs/run${nth * 900}`],
  ['the last valid run of its plan', (nth) => `/api/runs/run${nth * 900}/baseline`],
  ['the trend of its plan', (nth) => `/api/runs/run${nth * 900}/trend`],
  ['one of no other plan', (nth) => `/api/runs/run${nth * 1_000}/baseline`],
];

export const library: Bench = {
  name: 'library',
  about: `the library over ${manyRuns.toLocaleString('en-GB')} runs, through the HTTP interface, one request after another`,
  run: async (report, wants) => {
    const few = await timesOf(fewRuns, wants);
    const many = await timesOf(manyRuns, wants);
    for (const [name, times] of many) {
      const fewP95Ms = few.get(name)?.p95Ms ?? 0;
      report({
        name,
        figure: latencyText(times),
        comparison: `goal p95 ${goalMs} ms; over ${fewRuns.toLocaleString('en-GB')} runs p95 ${fewP95Ms} ms`,
        data: { ...times, fewP95Ms },
      });
    }
  },
};

async function timesOf(runs: number, wants: (name: string) => boolean): Promise<ReadonlyMap<string, Latency>> {
  return withDirectory(async (directory) => {
    await fill(directory, runs);
    return withServed(directory, async ({ origin, token }) => {
      const ask = async (path: string) => {
        const startMs = performance.now();
        const answer = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
        await answer.text();
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
        return performance.now() - startMs;
      };
      const found = new Map<string, Latency>();
      for (const [name, path] of questions) {
        if (!wants(name)) continue;
        await ask(path(1));
        const times: number[] = [];
        for (let nth = 1; nth <= asks; nth++) times.push(await ask(path(1 + (nth % Math.ceil(runs / 1_020)))));
        found.set(name, latencyOf(times));
      }
      return found;
    });
  });
}

/** As the page before would have named it. */
function placeOf(nth: number): string {
  return Buffer.from(JSON.stringify([firstMs + nth * 1000, `run${nth}`])).toString('base64url');
}

/** When the first was launched; each of the others a second after the one before. */
const firstMs = 1_700_000_000_000;

/** Written by the database itself, from one run: a hundred thousand saves would take minutes. */
async function fill(directory: string, runs: number): Promise<void> {
  const plan = planSchema.parse({
    version: 2,
    name: 'PLAN',
    cluster: { type: 'lab' },
    system: { name: 'etcd' },
    seed: 1,
  });
  const run: RunSummary = {
    id: 'run',
    plan,
    phase: 'done',
    outcome: 'valid',
    sentence: 'All 2,104 operations fit one order.',
    createdAt: 0,
    startedAt: 0,
    endedAt: 30_000,
    operations: 0,
    entries: 0,
    faults: [],
  };
  const { plan: _, faults: __, ...row } = toRow(run);
  const database = await openEmbedded(join(directory, 'store'));
  try {
    await database.sql.execute(sql`
      insert into runs (id, plan, phase, outcome, sentence, created_at, started_at, ended_at, operations, entries, faults)
      select 'run' || i, replace(${JSON.stringify(plan)}, 'PLAN', 'stale read, number ' || i)::json, ${row.phase},
        ${outcomes}[1 + i % 5], ${row.sentence}, ${firstMs}::bigint + i * 1000::bigint, ${firstMs}::bigint + i * 1000::bigint,
        ${firstMs}::bigint + 30000 + i * 1000::bigint + i % 977, i * 31 % 90001, 0, '[]'::json
      from generate_series(1, ${runs}::int) as i`);
    // Every thousandth is the only one of its plan.
    await database.sql.execute(sql`
      update runs set plan = jsonb_set(plan::jsonb, '{recoverySeconds}', to_jsonb((created_at - ${firstMs}::bigint) / 1000000))::json
      where (created_at - ${firstMs}::bigint) % 1000000 = 0`);
    await database.sql.execute(sql`
      insert into library (run_id, created_at, plan_name, state, system, version, workload, faults, operations, duration_ms, words)
      select id, created_at, plan ->> 'name', outcome, ${systems}[1 + n % 4], '3.4.' || n % 30,
        ${workloads}[1 + n % 3], array[${faults}[1 + n % 3]], operations, ended_at - started_at,
        lower(concat_ws(E'\n', plan ->> 'name', sentence, ${systems}[1 + n % 4], '3.4.' || n % 30, id))
      from (select *, operations + entries + (created_at / 1000 % 1000000)::int as n from runs) as made`);
    await database.sql.execute(sql`analyze`);
  } finally {
    await database.close();
  }
}

const outcomes = sql.raw(`(array['valid', 'weak', 'invalid', 'unknown', 'error'])`);
const systems = sql.raw(`(array['etcd', 'consul', 'zookeeper', 'memory'])`);
const workloads = sql.raw(`(array['register', 'registers', 'set'])`);
const faults = sql.raw(`(array['partition-random-halves', 'pause', 'kill'])`);
