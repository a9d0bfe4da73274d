/** What the HTTP interface answers, in JSON. The parts that have lives of their own are in run.ts and experiment.ts. */
import * as z from 'zod/mini';
import { experimentListingSchema, experimentSummarySchema } from '../experiment';
import { linkSchema, listedLinkSchema } from '../link';
import { runSummarySchema } from '../run';

const planIssue = z.readonly(z.object({ path: z.string(), message: z.string() }));

export const apiFailure = z
  .readonly(
    z.object({
      error: z.readonly(
        z.object({
          message: z.string(),
          /** What is wrong with which field; `path` as in the plan, joined by dots. */
          issues: z.exactOptional(z.readonly(z.array(planIssue))),
        }),
      ),
    }),
  )
  .check(
    z.meta({
      id: 'Failure',
      description: 'Why a request was refused, and what is wrong with which field of its body.',
    }),
  );

/** Only operators are told of it, while there is one. */
const link = { link: z.exactOptional(linkSchema) };

export const runDetail = z.readonly(z.object({ run: runSummarySchema, ...link }));
export const baselineDetail = z.readonly(z.object({ run: z.exactOptional(runSummarySchema) }));
export const experimentList = z.readonly(z.object({ experiments: z.readonly(z.array(experimentListingSchema)) }));
export const experimentDetail = z.readonly(z.object({ experiment: experimentSummarySchema, ...link }));
export const comparisonDetail = z.readonly(z.object(link));
export const sharedComparison = z.readonly(z.object({ runs: z.readonly(z.array(runSummarySchema)) }));
export const linkList = z.readonly(z.object({ links: z.readonly(z.array(listedLinkSchema)) }));

const nodeLog = z.readonly(z.object({ node: z.string(), file: z.string(), bytes: z.int() }));
export const nodeLogList = z.readonly(z.object({ logs: z.readonly(z.array(nodeLog)) }));

export type ApiFailure = z.output<typeof apiFailure>;
export type RunDetail = z.output<typeof runDetail>;
export type ExperimentDetail = z.output<typeof experimentDetail>;
export type NodeLogList = z.output<typeof nodeLogList>;
