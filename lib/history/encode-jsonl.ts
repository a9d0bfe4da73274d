/** Writes our own history files; `jsonl.ts` says what they are, and reads them. */
import type { History } from './op';

export const historyFormat = 'clew-history';
export const historyVersion = 1;

export function encodeHistory(planId: string, ops: History): string {
  const header = { format: historyFormat, version: historyVersion, plan: planId };
  return [header, ...ops].map((line) => `${JSON.stringify(line)}\n`).join('');
}
