/** Runs, experiments, exports and links of version 1 open as they did in the version that made them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveExperiment } from '@/lib/plan/experiment';
import { resolvePlan } from '@/lib/plan/resolve';
import type { ExperimentDetail } from '@/lib/protocol/api/answers';
import type { RunSummary } from '@/lib/protocol/run';
import { unpackVersion1, type Version1Library, version1Document } from '../store/testing/version-1.fixture';
import { servePuppet } from './puppet-server.fixture';
import type { ServerHandle } from './serve';

let library: Version1Library;
let server: ServerHandle;
let runs: readonly RunSummary[];

beforeAll(async () => {
  library = await unpackVersion1();
  server = await servePuppet(library.data);
  runs = ((await get('/api/runs?experiments=with').then((answer) => answer.json())) as { runs: readonly RunSummary[] })
    .runs;
});

afterAll(async () => {
  await server?.close();
  await library?.remove();
});

function get(path: string, isOperator = true): Promise<Response> {
  return fetch(`${server.address}${path}`, {
    headers: isOperator ? { authorization: `Bearer ${server.token}` } : {},
  });
}

function runNamed(name: string): RunSummary {
  const found = runs.find((run) => run.plan.name === name);
  if (!found) throw new Error(`no run is named ${name}`);
  return found;
}

test('every run is in the list, with the outcome, sentence and figures it had', async () => {
  const before = JSON.parse(await library.exported('runs.json')) as { readonly runs: readonly RunSummary[] };
  expect(runs.map(({ plan: _, faults: __, ...run }) => run)).toMatchObject(
    before.runs.map(({ plan: _, faults: __, ...run }) => run),
  );
});

test.each(['register-valid', 'register-stale', 'registers', 'set', 'mutex'])(
  'the exports and the report of %s are the same bytes',
  { timeout: 120_000 },
  async (name) => {
    const { id } = runNamed(name);
    for (const path of ['history.jsonl', 'history.edn', 'log.txt', 'report.txt']) {
      const answer = await get(`/api/runs/${id}/${path}`);
      expect(answer.status, path).toBe(200);
      expect(await answer.text(), path).toBe(await library.exported(`${name}.${path}`));
    }
  },
);

test('the experiment has its combinations and their runs', async () => {
  // Version 1 told of a link by its token alone.
  const { shareToken, ...before } = JSON.parse(await library.exported('experiment.json')) as ExperimentDetail & {
    readonly shareToken: string;
  };
  const now = await (await get(`/api/experiments/${before.experiment.id}`)).json();
  expect(now).toMatchObject({ ...before, link: { token: shareToken, showsPlaces: false } });
});

test('the links that were given out still open the run and the experiment, and nothing else', async () => {
  const link = '56ANcd-lS8rSCGHPUOWd-wlaNo1eeHMG';
  const experimentLink = 'f_UYYTk8uJrVi9WJQtpo4DoAvozrbn_p';
  const log = await get(`/api/share/${link}/log.txt`, false);
  expect(await log.text()).toBe(await library.exported('register-stale.log.txt'));
  expect((await get(`/api/share/${experimentLink}/experiment`, false)).status).toBe(200);
  expect((await get('/api/share/unknown/log.txt', false)).status).toBe(404);
});

test('a plan and an experiment that version 1 was given are still taken', async () => {
  const plan = resolvePlan(await version1Document('plan.json'), 1);
  expect(plan.ok ? plan.value.name : plan.error).toBe('register-stale');
  const experiment = resolveExperiment(await version1Document('experiment.json'), 1);
  expect(experiment.ok ? experiment.value.combinations.length : experiment.error).toBe(6);
});
