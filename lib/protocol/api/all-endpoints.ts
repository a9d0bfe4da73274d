/** Every endpoint under /api. The server routes by them; a page imports the tables that it asks by. */
import type { Endpoint } from './endpoint';
import { runFiles, endpoints as shared, sharedFiles } from './endpoints';
import { importEndpoints } from './import-endpoints';

export const endpoints = { ...shared, ...importEndpoints } as const;

export const allEndpoints: readonly Endpoint[] = [
  ...Object.values(endpoints),
  ...Object.values(runFiles),
  ...Object.values(sharedFiles),
];
