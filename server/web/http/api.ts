/** Everything under /api, as `lib/protocol/api.ts` promises it. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Op } from '@/lib/history/op';
import { clusterSchema, type Plan } from '@/lib/plan/plan';
import { resolvePlan, seedBound } from '@/lib/plan/resolve';
import type { ClusterReport, NodeLogList, RunDetail, RunList } from '@/lib/protocol/api';
import { isOp, type Judgement } from '@/lib/protocol/entry';
import type { RunSummary } from '@/lib/protocol/run';
import { sharedSummary } from '@/lib/protocol/summary';
import { runReport } from '@/lib/report/run-report';
import { exportFileName, type RunExport, runExports } from '../../export/run-export';
import type { Experiments } from '../../jobs/experiments';
import type { Runs } from '../../jobs/runs';
import type { Gate } from '../auth/gate';
import { ApiError } from './api-error';
import { notValid, parseAs, readJson } from './body';
import { experimentRoutes } from './experiments-api';
import { json, type Reply } from './reply';
import { type ApiRequest, anyone, operator, type Route } from './route';

export type CheckCluster = (cluster: Plan['cluster']) => Promise<ClusterReport>;

export interface ApiOptions {
  readonly runs: Runs;
  readonly experiments: Experiments;
  readonly gate: Gate;
  readonly checkCluster: CheckCluster;
}

const sessionSchema = z.strictObject({ token: z.string().max(200) });

export function apiRoutes({ runs, experiments, gate, checkCluster }: ApiOptions): readonly Route[] {
  return [
    operator('GET', '/api/runs', async () => json({ runs: await runs.list() } satisfies RunList)),
    operator('POST', '/api/runs', async (request) => json(await runs.submit(await readPlan(request), request.by), 201)),
    operator('POST', '/api/plans/check', async (request) => json({ plan: await readPlan(request) })),
    operator('POST', '/api/clusters/check', async ({ incoming }) =>
      json(await checkCluster(parseAs(clusterSchema, await readJson(incoming), 'cluster'))),
    ),
    operator('GET', '/api/runs/:id', async ({ params }) => {
      const run = await findRun(runs, params.id);
      const shareToken = await runs.shareToken(run.id);
      return json({ run, ...(shareToken === undefined ? {} : { shareToken }) } satisfies RunDetail);
    }),
    operator('POST', '/api/runs/:id/stop', async ({ params, by }) => {
      const run = await findRun(runs, params.id);
      return json((await runs.stop(run.id, by)) ?? run, 202);
    }),
    operator('POST', '/api/runs/:id/share', async ({ params, by }) => {
      const run = await findRun(runs, params.id);
      return json({ token: await runs.share(run.id, by) });
    }),
    operator('DELETE', '/api/runs/:id/share', async ({ params, by }) => {
      await runs.unshare((await findRun(runs, params.id)).id, by);
      return { status: 204 };
    }),
    anyone('GET', '/api/share/:token', async ({ params }) => {
      const run = sharedSummary(await findShared(runs, params.token));
      return json({ run } satisfies RunDetail);
    }),
    anyone('POST', '/api/session', async ({ incoming }) => {
      const { token } = parseAs(sessionSchema, await readJson(incoming), 'request');
      if (!gate.isToken(token)) throw new ApiError(401, 'this is not the token that was printed when Clew started');
      return { status: 204, cookie: gate.cookie() };
    }),
    ...experimentRoutes(experiments),
    ...readings(runs),
  ];
}

/** What can be downloaded of a run: the same for operators and, under the token of the link, for viewers. */
function readings(runs: Runs): readonly Route[] {
  const files: readonly (readonly [path: string, answer: Answer])[] = [
    ...Object.values(runExports).map((form): [string, Answer] => [form.path, (run) => exportReply(runs, run, form)]),
    ['report.txt', (run) => reportReply(runs, run)],
    ['logs', async (run) => json({ logs: await runs.logs(run.id) } satisfies NodeLogList)],
    ['logs/:node/:file', (run, { params }) => logReply(runs, run, params)],
  ];
  return files.flatMap(([path, answer]) => [
    operator('GET', `/api/runs/:id/${path}`, async (request) =>
      answer(await findRun(runs, request.params.id), request),
    ),
    anyone('GET', `/api/share/:token/${path}`, async (request) =>
      answer(await findShared(runs, request.params.token), request),
    ),
  ]);
}

type Answer = (run: RunSummary, request: ApiRequest) => Promise<Reply>;

/** A plan without a seed gets one: what is stored is written out in full. */
async function readPlan({ incoming }: ApiRequest): Promise<Plan> {
  const resolved = resolvePlan(await readJson(incoming), randomInt(seedBound));
  if (!resolved.ok) throw notValid('plan', resolved.error);
  return resolved.value;
}

async function findRun(runs: Runs, id: string | undefined): Promise<RunSummary> {
  const run = id === undefined ? undefined : await runs.get(id);
  if (!run) throw new ApiError(404, `there is no run ${id}`);
  return run;
}

/** One answer for links that never were and for those that were revoked. */
async function findShared(runs: Runs, token: string | undefined): Promise<RunSummary> {
  const id = token === undefined ? undefined : await runs.findShare(token);
  const run = id === undefined ? undefined : await runs.get(id);
  if (!run) throw new ApiError(404, 'this link is not valid, or not any more');
  return run;
}

async function exportReply(runs: Runs, run: RunSummary, form: RunExport): Promise<Reply> {
  if (form.isOfFinished && run.phase !== 'done') throw new ApiError(409, 'the run is not over yet');
  const text = await form.write(run, runs.pages(run.id));
  return { status: 200, text, type: form.type, fileName: exportFileName(run, form) };
}

async function reportReply(runs: Runs, run: RunSummary): Promise<Reply> {
  const history: Op[] = [];
  let judgement: Judgement | undefined;
  for await (const page of runs.pages(run.id)) {
    for (const entry of page) {
      if (isOp(entry)) history.push(entry);
      else if (entry.type === 'outcome' && entry.outcome.kind === 'verdict') judgement = entry.outcome;
    }
  }
  if (!judgement) throw new ApiError(404, run.sentence ?? 'this run has no verdict yet');
  const text = runReport(run.plan, history, judgement);
  if (text === undefined) throw new ApiError(500, `there is no model ${judgement.verdict?.model} any more`);
  return { status: 200, text, type: 'text/plain' };
}

async function logReply(runs: Runs, run: RunSummary, params: ApiRequest['params']): Promise<Reply> {
  const { node = '', file = '' } = params;
  const text = await runs.readLog(run.id, node, file);
  if (text === undefined) throw new ApiError(404, `there is no log ${file} of ${node}`);
  return { status: 200, text, type: 'text/plain' };
}
