/** What can be asked of the trend of a plan. */
import * as z from 'zod/mini';
import { trendQuerySchema, trendSchema } from '../trend';
import type { Endpoint } from './endpoint';

const trendDetail = z.readonly(z.object({ trend: trendSchema }));

export const trendEndpoints = {
  readTrend: {
    access: 'operator',
    method: 'GET',
    path: '/api/trends/:id',
    summary: 'The runs of one plan over time, by what the plan is the same by: a page, and what is counted by version.',
    query: trendQuerySchema,
    answer: { status: 200, json: trendDetail },
  },
  readRunTrend: {
    access: 'operator',
    method: 'GET',
    path: '/api/runs/:id/trend',
    summary: 'The same of the plan of a run.',
    query: trendQuerySchema,
    answer: { status: 200, json: trendDetail },
    refusals: [404],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
