import { formatOp } from '../history/text';
import { type Entry, isOp } from './entry';

/** The line of the log for an entry; undefined for events that print nothing. */
export function formatLogLine(entry: Entry): string | undefined {
  if (isOp(entry)) return `INFO  clew.op - ${formatOp(entry)}`;
  if (entry.type !== 'log') return undefined;
  return `${entry.level.toUpperCase().padEnd(5)} clew.${entry.source.replace(/^clew\./, '')} - ${entry.message}`;
}
