import type { OperationFilter } from '@/lib/timeline/view/operation-filter';

export const fieldTitles: Readonly<Record<keyof OperationFilter, string>> = {
  node: 'Node',
  client: 'Client',
  f: 'Function',
  outcome: 'Outcome',
  fault: 'During a fault',
  key: 'Key',
};
