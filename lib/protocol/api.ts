/**
 * The HTTP interface under /api, spoken by the pages and the command line. Operators send the cookie or
 * `authorization: Bearer <token>`; `/api/share/<token>` needs nothing else.
 *
 *     GET    /api/runs                       RunList
 *     POST   /api/runs             PlanInput 201 RunSummary | 400 ApiFailure with issues
 *     POST   /api/plans/check      PlanInput 200 { plan } | 400 ApiFailure with issues
 *     POST   /api/clusters/check   cluster   200 ClusterReport (connects to each node)
 *     GET    /api/runs/:id                   RunDetail
 *     POST   /api/runs/:id/stop              202 RunSummary
 *     GET    /api/runs/:id/history.jsonl     the history as JSON lines
 *     GET    /api/runs/:id/history.edn       the history as EDN
 *     GET    /api/runs/:id/log.txt           the log, an op a line
 *     GET    /api/runs/:id/timeline.html     the page in one file | 409 while the run goes on
 *     GET    /api/runs/:id/report.txt        the text report
 *     GET    /api/runs/:id/logs              NodeLogList
 *     GET    /api/runs/:id/logs/:node/:file  text
 *     POST   /api/runs/:id/share             { token }  (the same one while it is not revoked)
 *     DELETE /api/runs/:id/share             204
 *     GET    /api/experiments                ExperimentList
 *     POST   /api/experiments                ExperimentInput 201 ExperimentSummary | 400 ApiFailure with issues
 *     GET    /api/experiments/:id            ExperimentDetail
 *     POST   /api/experiments/:id/stop       202 ExperimentSummary
 *     POST   /api/experiments/:id/rest       202 ExperimentSummary; runs what was not run
 *     POST   /api/experiments/:id/share      { token }  (the same one while it is not revoked)
 *     DELETE /api/experiments/:id/share      204
 *     GET    /api/share/:token/experiment    ExperimentDetail (read only; no share token inside)
 *     GET    /api/share/:token               RunDetail (read only; no share token inside)
 *     GET    /api/share/:token/{history.jsonl,history.edn,log.txt,timeline.html}
 *     GET    /api/share/:token/{report.txt,logs,logs/:node/:file}
 *            (of a run in a shared experiment the token is `<token of the experiment>.<id of the run>`)
 *     POST   /api/session          { token } 204 and the cookie | 401
 */
import type { PlanIssue } from '../plan/issues';
import type { ExperimentListing, ExperimentSummary } from './experiment';
import type { RunSummary } from './run';

export interface ApiFailure {
  readonly error: {
    readonly message: string;
    /** What is wrong with which field; `path` as in the plan, joined by dots. */
    readonly issues?: readonly PlanIssue[];
  };
}

export interface RunList {
  readonly runs: readonly RunSummary[];
}

export interface RunDetail {
  readonly run: RunSummary;
  /** Operators only, while a link exists. */
  readonly shareToken?: string;
}

export interface ExperimentList {
  readonly experiments: readonly ExperimentListing[];
}

export interface ExperimentDetail {
  readonly experiment: ExperimentSummary;
  /** Operators only, while a link exists. */
  readonly shareToken?: string;
}

export interface NodeLogList {
  readonly logs: readonly { readonly node: string; readonly file: string; readonly bytes: number }[];
}

export interface ClusterReport {
  readonly nodes: readonly { readonly name: string; readonly isReachable: boolean; readonly detail: string }[];
}
