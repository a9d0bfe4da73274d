/** How a history is brought. Apart from the others, for what a request may say names every checker and every model. */
import { importRequestSchema, importStatusSchema } from '../import';
import { runSummarySchema } from '../run';
import type { Endpoint } from './endpoint';

const operators = { access: 'operator' } as const;

export const importEndpoints = {
  beginImport: {
    ...operators,
    method: 'POST',
    path: '/api/imports',
    summary: 'Announces a history that another program recorded, and says how it is read and judged.',
    body: importRequestSchema,
    answer: { status: 201, json: importStatusSchema },
  },
  sendImport: {
    ...operators,
    method: 'POST',
    path: '/api/imports/:id/content',
    summary: 'The history itself, or a zip of a store of Jepsen; it becomes a run when all of it has come, or nothing.',
    bringsFile: true,
    answer: { status: 200, json: runSummarySchema },
    refusals: [404, 409],
  },
  readImport: {
    ...operators,
    method: 'GET',
    path: '/api/imports/:id',
    summary: 'How far an import is; those that are over are forgotten after a while.',
    answer: { status: 200, json: importStatusSchema },
    refusals: [404],
  },
  cancelImport: {
    ...operators,
    method: 'DELETE',
    path: '/api/imports/:id',
    summary: 'Ends an import, of which nothing stays; one that has become a run stays.',
    answer: { status: 204 },
    refusals: [404],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
