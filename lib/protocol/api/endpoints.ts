/**
 * The endpoints under /api that pages share; `all-endpoints.ts` adds those of one page. Operators send `authorization:
 * Bearer <token>`, or the cookie and, where something changes, the page key; a link's token is part of the path. Of a run in
 * a shared experiment that token is `<token of the experiment>.<id of the run>`.
 */
import * as z from 'zod/mini';
import { bookmarkSchema } from '../bookmark';
import { handAnswerSchema, handRequestSchema } from '../by-hand';
import { experimentSummarySchema } from '../experiment';
import { healingList, healingReport } from '../healing';
import { labelChangeSchema, runFacetsSchema, runFilterSchema, runPageSchema, runQuerySchema } from '../library';
import { linkChangeSchema, linkSchema, unlockSchema } from '../link';
import { planInput } from '../plan-input';
import { queueListSchema, queueMoveSchema } from '../queue';
import { rejudgingSchema } from '../rejudging';
import { planSummary, runSummarySchema } from '../run';
import {
  baselineDetail,
  comparisonDetail,
  experimentDetail,
  experimentList,
  linkList,
  nodeLogList,
  runDetail,
  sharedComparison,
} from './answers';
import type { Endpoint } from './endpoint';

/** Checked by `resolveExperiment`, likewise. */
const experimentBody = z
  .unknown()
  .check(z.meta({ id: 'ExperimentInput', description: 'An experiment; its plan is one without a seed.' }));

/** What can be taken along of a run: the same for operators and for those with a link. */
function filesUnder<Base extends string, Access extends Endpoint['access']>(base: Base, access: Access) {
  const file = <Name extends string>(name: Name, type: string, summary: string, refusals: readonly number[] = [404]) =>
    ({
      method: 'GET',
      path: `${base}/${name}`,
      access,
      summary,
      answer: { status: 200, text: type },
      // A link may ask for a password.
      refusals: access === 'anyone' ? [401, ...refusals] : refusals,
    }) as const;
  return {
    jsonl: file('history.jsonl', 'application/jsonl', 'The history as JSON lines, the format of Clew.'),
    edn: file('history.edn', 'application/edn', 'The history as EDN, the format of Jepsen.'),
    txt: file('log.txt', 'text/plain', 'The log, an op a line.'),
    html: file('timeline.html', 'text/html', 'The page of a finished run in one file.', [404, 409]),
    zip: file('everything.zip', 'application/zip', 'Everything of a finished run in one zip.', [404, 409]),
    report: file('report.txt', 'text/plain', 'The text report of a run that was judged.'),
    log: file('logs/:node/:file', 'text/plain', 'A log of a node.'),
  };
}

export const runFiles = filesUnder('/api/runs/:id', 'operator');
export const sharedFiles = filesUnder('/api/share/:token', 'anyone');

const operators = { access: 'operator' } as const;
const anyone = { access: 'anyone' } as const;

export const endpoints = {
  listRuns: {
    ...operators,
    method: 'GET',
    path: '/api/runs',
    summary: 'A page of the runs that fit, in the order that was asked for.',
    query: runQuerySchema,
    answer: { status: 200, json: runPageSchema },
  },
  countRuns: {
    ...operators,
    method: 'GET',
    path: '/api/library/counts',
    summary: 'How many runs each choice of a filter would show.',
    query: runFilterSchema,
    answer: { status: 200, json: runFacetsSchema },
  },
  labelRun: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/label',
    summary: 'Changes the name, note, tags or pin of a run; what is left out stays as it is.',
    body: labelChangeSchema,
    answer: { status: 200, json: runSummarySchema },
    refusals: [404],
  },
  putBookmark: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/bookmarks',
    summary: 'Marks a moment or an operation of a run for everyone who sees it, or changes the bookmark of that id.',
    body: bookmarkSchema,
    answer: { status: 200, json: runSummarySchema },
    refusals: [404, 409],
  },
  removeBookmark: {
    ...operators,
    method: 'DELETE',
    path: '/api/runs/:id/bookmarks/:bookmark',
    summary: 'Removes a bookmark; one that there is not is no error.',
    answer: { status: 204 },
    refusals: [404],
  },
  deleteRun: {
    ...operators,
    method: 'DELETE',
    path: '/api/runs/:id',
    summary: 'Deletes a run that is over; it can be brought back for a day.',
    answer: { status: 204 },
    refusals: [404, 409],
  },
  restoreRun: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/restore',
    summary: 'Brings a deleted run back.',
    answer: { status: 200, json: runSummarySchema },
    refusals: [404],
  },
  launchRun: {
    ...operators,
    method: 'POST',
    path: '/api/runs',
    summary: 'Launches a plan, or queues it behind the run that holds its cluster.',
    body: planInput,
    answer: { status: 201, json: runSummarySchema },
  },
  checkPlan: {
    ...operators,
    method: 'POST',
    path: '/api/plans/check',
    summary: 'Writes out every default of a plan without running it.',
    body: planInput,
    answer: { status: 200, json: z.readonly(z.object({ plan: planSummary })) },
  },
  readRun: {
    ...operators,
    method: 'GET',
    path: '/api/runs/:id',
    summary: 'A run.',
    answer: { status: 200, json: runDetail },
    refusals: [404],
  },
  readBaseline: {
    ...operators,
    method: 'GET',
    path: '/api/runs/:id/baseline',
    summary: 'The newest valid run of the same plan before a run, whatever its seed and its name.',
    answer: { status: 200, json: baselineDetail },
    refusals: [404],
  },
  stopRun: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/stop',
    summary: 'Asks a run to heal, tear down and check what there is; a waiting one leaves the queue.',
    answer: { status: 202, json: runSummarySchema },
    refusals: [404],
  },
  listQueue: {
    ...operators,
    method: 'GET',
    path: '/api/queue',
    summary: 'The runs that wait for their cluster on this server, in the order in which they begin.',
    answer: { status: 200, json: queueListSchema },
  },
  moveRun: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/queue',
    summary: 'Puts a waiting run before or behind the next one that wants the same cluster.',
    body: queueMoveSchema,
    answer: { status: 200, json: runSummarySchema },
    refusals: [404, 409],
  },
  breakByHand: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/faults',
    summary:
      'Breaks something in a running test beside its plan, or puts right what was broken by hand; the history and the outcome say so. Answers when it is done.',
    body: handRequestSchema,
    answer: { status: 200, json: handAnswerSchema },
    refusals: [404, 409],
  },
  shareRun: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/share',
    summary: 'Makes a link to a run; the same one until it is revoked or has expired.',
    answer: { status: 200, json: linkSchema },
    refusals: [404],
  },
  unshareRun: {
    ...operators,
    method: 'DELETE',
    path: '/api/runs/:id/share',
    summary: 'Revokes the link to a run.',
    answer: { status: 204 },
    refusals: [404],
  },
  listHealing: {
    ...operators,
    method: 'GET',
    path: '/api/healing',
    summary: 'The machines that a run left cut, paused or busy and that could not be put right yet.',
    answer: { status: 200, json: healingList },
  },
  healRun: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/heal',
    summary: 'Undoes at once what a run that is over left on its machines.',
    answer: { status: 200, json: healingReport },
    refusals: [404, 409],
  },
  judgeRun: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/judge',
    summary:
      'Judges a run that is over again, with the checkers of this version; one run at a time. The judgement that it has stays until the new one is there.',
    answer: { status: 202, json: rejudgingSchema },
    refusals: [404, 409],
  },
  readRejudging: {
    ...operators,
    method: 'GET',
    path: '/api/runs/:id/judge',
    summary: 'How far that is, or what came of it.',
    answer: { status: 200, json: rejudgingSchema },
    refusals: [404],
  },
  changeRunLink: {
    ...operators,
    method: 'POST',
    path: '/api/runs/:id/share/change',
    summary: 'Changes what the link to a run shows, and until when it opens.',
    body: linkChangeSchema,
    answer: { status: 204 },
    refusals: [404],
  },
  listLogs: {
    ...operators,
    method: 'GET',
    path: '/api/runs/:id/logs',
    summary: 'The logs that were collected from the nodes.',
    answer: { status: 200, json: nodeLogList },
    refusals: [404],
  },
  listExperiments: {
    ...operators,
    method: 'GET',
    path: '/api/experiments',
    summary: 'The experiments, newest first.',
    answer: { status: 200, json: experimentList },
  },
  launchExperiment: {
    ...operators,
    method: 'POST',
    path: '/api/experiments',
    summary: 'Launches an experiment: its runs enter the queue one after another.',
    body: experimentBody,
    answer: { status: 201, json: experimentSummarySchema },
  },
  readExperiment: {
    ...operators,
    method: 'GET',
    path: '/api/experiments/:id',
    summary: 'An experiment with its runs.',
    answer: { status: 200, json: experimentDetail },
    refusals: [404],
  },
  stopExperiment: {
    ...operators,
    method: 'POST',
    path: '/api/experiments/:id/stop',
    summary: 'Stops the run that is going on and begins no other.',
    answer: { status: 202, json: experimentSummarySchema },
    refusals: [404],
  },
  runRest: {
    ...operators,
    method: 'POST',
    path: '/api/experiments/:id/rest',
    summary: 'Runs what an experiment has not run.',
    answer: { status: 202, json: experimentSummarySchema },
    refusals: [404],
  },
  shareExperiment: {
    ...operators,
    method: 'POST',
    path: '/api/experiments/:id/share',
    summary: 'Makes a link to an experiment and its runs; the same one until it is revoked or has expired.',
    answer: { status: 200, json: linkSchema },
    refusals: [404],
  },
  unshareExperiment: {
    ...operators,
    method: 'DELETE',
    path: '/api/experiments/:id/share',
    summary: 'Revokes the link to an experiment.',
    answer: { status: 204 },
    refusals: [404],
  },
  changeExperimentLink: {
    ...operators,
    method: 'POST',
    path: '/api/experiments/:id/share/change',
    summary: 'Changes what the link to an experiment shows, and until when it opens.',
    body: linkChangeSchema,
    answer: { status: 204 },
    refusals: [404],
  },
  readComparison: {
    ...operators,
    method: 'GET',
    path: '/api/comparisons/:id',
    summary: 'The link to a comparison, where there is one. Its id is that of each of its runs, in their order: `a,b`.',
    answer: { status: 200, json: comparisonDetail },
    refusals: [404],
  },
  shareComparison: {
    ...operators,
    method: 'POST',
    path: '/api/comparisons/:id/share',
    summary: 'Makes a link to a comparison of two to six runs; the same one until it is revoked or has expired.',
    answer: { status: 200, json: linkSchema },
    refusals: [404],
  },
  unshareComparison: {
    ...operators,
    method: 'DELETE',
    path: '/api/comparisons/:id/share',
    summary: 'Revokes the link to a comparison.',
    answer: { status: 204 },
    refusals: [404],
  },
  changeComparisonLink: {
    ...operators,
    method: 'POST',
    path: '/api/comparisons/:id/share/change',
    summary: 'Changes what the link to a comparison shows, and until when it opens.',
    body: linkChangeSchema,
    answer: { status: 204 },
    refusals: [404],
  },
  listLinks: {
    ...operators,
    method: 'GET',
    path: '/api/links',
    summary: 'The links that open something, newest first, with when each was opened last.',
    answer: { status: 200, json: linkList },
  },
  unlockLink: {
    ...anyone,
    method: 'POST',
    path: '/api/share/:token/unlock',
    summary: 'Exchanges the password of a link for a cookie, with which the link opens for twelve hours.',
    body: unlockSchema,
    answer: { status: 204 },
    refusals: [404],
  },
  readSharedRun: {
    ...anyone,
    method: 'GET',
    path: '/api/share/:token',
    summary: 'The run that a link is for.',
    answer: { status: 200, json: runDetail },
    refusals: [401, 404],
  },
  readSharedExperiment: {
    ...anyone,
    method: 'GET',
    path: '/api/share/:token/experiment',
    summary: 'The experiment that a link is for.',
    answer: { status: 200, json: experimentDetail },
    refusals: [401, 404],
  },
  readSharedComparison: {
    ...anyone,
    method: 'GET',
    path: '/api/share/:token/comparison',
    summary: 'The runs of the comparison that a link is for, in their order, without those that were deleted.',
    answer: { status: 200, json: sharedComparison },
    refusals: [401, 404],
  },
  listSharedLogs: {
    ...anyone,
    method: 'GET',
    path: '/api/share/:token/logs',
    summary: 'The logs that were collected from the nodes.',
    answer: { status: 200, json: nodeLogList },
    refusals: [401, 404],
  },
  signIn: {
    ...anyone,
    method: 'POST',
    path: '/api/session',
    summary:
      'Exchanges the token that was printed when Clew started for a cookie, and for the page key: what changes something needs it beside the cookie, as the header clew-page-key.',
    body: z.strictObject({ token: z.string().check(z.maxLength(200)) }).check(z.meta({ title: 'request' })),
    answer: { status: 200, json: z.readonly(z.object({ pageKey: z.string() })) },
    refusals: [401],
  },
  signOut: {
    ...anyone,
    method: 'DELETE',
    path: '/api/session',
    summary: 'Ends the session of the cookie that comes along.',
    answer: { status: 204 },
  },
  changeToken: {
    ...operators,
    method: 'POST',
    path: '/api/token',
    summary: 'Makes another token; the old one and every session end.',
    answer: { status: 200, json: z.readonly(z.object({ token: z.string() })) },
  },
  prove: {
    ...anyone,
    method: 'GET',
    path: '/api/proof/:nonce',
    summary: 'Proves to a command on this machine that it is the server of its data directory which listens here.',
    answer: { status: 200, json: z.readonly(z.object({ proof: z.string() })) },
  },
  describe: {
    ...anyone,
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This interface as an OpenAPI 3.1 document.',
    answer: { status: 200, json: z.record(z.string(), z.unknown()) },
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
