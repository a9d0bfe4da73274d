/** Writes our own history files; `jsonl.ts` says what they are, and reads them. */
import { hasKeys } from './independent';
import type { History } from './op';

export const historyFormat = 'clew-history';

/** Version 2 has a `key` in every op of a history on many keys; a history on one is written as version 1. */
export const historyVersions = [1, 2] as const;

/** @param ops all of them, or the first of many */
export function encodeHistory(planId: string, ops: History): string {
  const header = { format: historyFormat, version: hasKeys(ops) ? 2 : 1, plan: planId };
  return [header, ...ops].map((line) => `${JSON.stringify(line)}\n`).join('');
}
