/** What can be asked of the trend of a plan, and what a link to one shows. */
import * as z from 'zod/mini';
import { linkChangeSchema, linkSchema } from '../link';
import { trendQuerySchema, trendSchema } from '../trend';
import type { Endpoint } from './endpoint';

const trendDetail = z.readonly(
  z.object({
    trend: trendSchema,
    /** Only operators are told of it, while there is one. */
    link: z.exactOptional(linkSchema),
  }),
);

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
  shareTrend: {
    access: 'operator',
    method: 'POST',
    path: '/api/trends/:id/share',
    summary: 'Makes a link to a trend, and to its badge; the same one until it is revoked or has expired.',
    answer: { status: 200, json: linkSchema },
    refusals: [404],
  },
  unshareTrend: {
    access: 'operator',
    method: 'DELETE',
    path: '/api/trends/:id/share',
    summary: 'Revokes the link to a trend.',
    answer: { status: 204 },
  },
  changeTrendLink: {
    access: 'operator',
    method: 'POST',
    path: '/api/trends/:id/share/change',
    summary: 'Changes what the link to a trend shows, until when it opens, and whether it asks for a password.',
    body: linkChangeSchema,
    answer: { status: 204 },
  },
  readSharedTrend: {
    access: 'anyone',
    method: 'GET',
    path: '/api/share/:token/trend',
    summary: 'The trend that a link is for, without its runs.',
    query: trendQuerySchema,
    answer: { status: 200, json: trendDetail },
    refusals: [404],
  },
  readBadge: {
    access: 'anyone',
    method: 'GET',
    path: '/api/share/:token/badge.svg',
    summary: 'What came of the newest run of the trend that a link is for, as a small picture for pages of others.',
    answer: { status: 200, text: 'image/svg+xml' },
    refusals: [404],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
