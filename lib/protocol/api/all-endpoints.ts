/** Every endpoint under /api. The server routes by them; a page imports the tables that it asks by. */
import { clusterEndpoints } from './cluster-endpoints';
import type { Endpoint } from './endpoint';
import { runFiles, endpoints as shared, sharedFiles } from './endpoints';
import { importEndpoints } from './import-endpoints';
import { scheduleEndpoints } from './schedule-endpoints';
import { trendEndpoints } from './trend-endpoints';
import { webhookEndpoints } from './webhook-endpoints';

export const endpoints = {
  ...shared,
  ...clusterEndpoints,
  ...importEndpoints,
  ...scheduleEndpoints,
  ...trendEndpoints,
  ...webhookEndpoints,
} as const;

export const allEndpoints: readonly Endpoint[] = [
  ...Object.values(endpoints),
  ...Object.values(runFiles),
  ...Object.values(sharedFiles),
];
