/** What the HTTP interface answers, in JSON. The parts that have lives of their own are in run.ts and experiment.ts. */
import * as z from 'zod';
import { experimentListingSchema, experimentSummarySchema } from '../experiment';
import { linkSchema, listedLinkSchema } from '../link';
import { runSummarySchema } from '../run';

const planIssue = z.object({ path: z.string(), message: z.string() }).readonly();

export const apiFailure = z
  .object({
    error: z
      .object({
        message: z.string(),
        /** What is wrong with which field; `path` as in the plan, joined by dots. */
        issues: z.array(planIssue).readonly().exactOptional(),
      })
      .readonly(),
  })
  .readonly()
  .meta({ id: 'Failure', description: 'Why a request was refused, and what is wrong with which field of its body.' });

/** Only operators are told of it, while there is one. */
const link = { link: linkSchema.exactOptional() };

export const runDetail = z.object({ run: runSummarySchema, ...link }).readonly();
export const baselineDetail = z.object({ run: runSummarySchema.exactOptional() }).readonly();
export const experimentList = z.object({ experiments: z.array(experimentListingSchema).readonly() }).readonly();
export const experimentDetail = z.object({ experiment: experimentSummarySchema, ...link }).readonly();
export const linkList = z.object({ links: z.array(listedLinkSchema).readonly() }).readonly();

const nodeLog = z.object({ node: z.string(), file: z.string(), bytes: z.int() }).readonly();
export const nodeLogList = z.object({ logs: z.array(nodeLog).readonly() }).readonly();

const nodeReachability = z.object({ name: z.string(), isReachable: z.boolean(), detail: z.string() }).readonly();
export const clusterReport = z.object({ nodes: z.array(nodeReachability).readonly() }).readonly();

export type ApiFailure = z.output<typeof apiFailure>;
export type RunDetail = z.output<typeof runDetail>;
export type ExperimentDetail = z.output<typeof experimentDetail>;
export type NodeLogList = z.output<typeof nodeLogList>;
export type ClusterReport = z.output<typeof clusterReport>;
