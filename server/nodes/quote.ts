/** Quoting for a POSIX shell. */
import { shellWord } from '@/lib/base/shell-word';

export const quote = shellWord;

export function quoteAll(command: readonly string[]): string {
  return command.map(quote).join(' ');
}
