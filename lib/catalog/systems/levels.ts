/** Read levels that several systems have. */
import type { ReadLevel } from './system';

export const local = {
  name: 'local',
  title: 'Local',
  promise: 'Any node answers with what it has; the answer may be old.',
} as const satisfies ReadLevel;

export const leader = {
  name: 'leader',
  title: 'Leader',
  promise: 'A node that believes it leads answers with what it has; two nodes may believe so at once.',
} as const satisfies ReadLevel;

export const quorum = {
  name: 'quorum',
  title: 'Quorum',
  promise: 'The read passes through the log; the answer is the latest value.',
} as const satisfies ReadLevel;
