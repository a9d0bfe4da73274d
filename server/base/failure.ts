/**
 * A failure of our own automation or of the world around it, told to a person: what, where, what to do. It ends a run
 * as an error and never becomes a verdict about a database.
 */
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { printedText } from '@/lib/base/plain-text';
import { leftOut, mapText, openly, openParts, type Text, type Wording, wholeText, worded } from '@/lib/base/wording';
import { maxTextLength } from '@/lib/base/words';
import type { RunFailure } from '@/lib/protocol/entry';

export interface FailureInput extends Omit<RunFailure, 'message' | 'open'> {
  /** As plain text it is for the operator alone: a guest learns that something failed, and where. */
  readonly message: Text;
}

export class ClewError extends Error {
  override readonly name: string = 'ClewError';
  readonly failure: RunFailure;

  constructor(failure: FailureInput | RunFailure, options?: { readonly cause?: unknown }) {
    const told = 'open' in failure ? failure : runFailure(failure);
    super(told.message, options);
    this.failure = told;
  }
}

/** In lines of a log that a person reads through. */
const maxLogLines = 60;

/** As it is stored. What it was told may be what a node printed, of any length and with any bytes in it. */
export function runFailure({ message, cure, command, log, ...rest }: FailureInput): RunFailure {
  const printed = mapText(message, (text) => printedText(text));
  return {
    message: wholeText(printed),
    ...openParts({ message: printed }),
    ...rest,
    ...(cure !== undefined && { cure: printedText(cure) }),
    ...(command !== undefined && { command: printedText(command) }),
    ...(log !== undefined && { log: lastLines(log) }),
  };
}

function lastLines(log: readonly string[]): readonly string[] {
  const lines = log.slice(-maxLogLines).map((line) => printedText(line, maxTextLength));
  return lines.length === log.length ? lines : [`(the last ${lines.length} of ${log.length} lines)`, ...lines];
}

/**
 * What went wrong on several nodes: one error, in which each has a row of its own. @param of how many there are
 * @param failures at least one
 */
export function failureOnNodes(failures: readonly unknown[], of: number): unknown {
  if (failures.length === 1) return failures[0];
  const nodes = failures.map(failureOf);
  const names = nodes.map(({ node = '?' }) => node).join(', ');
  return new ClewError(
    { message: worded`${openly(failures.length)} of ${openly(of)} nodes cannot be used: ${openly(names)}`, nodes },
    { cause: failures[0] },
  );
}

/** The failure to show for anything that was thrown. */
export function failureOf(error: unknown): RunFailure {
  const reason = reasonOf(error);
  if (reason instanceof ClewError) return reason.failure;
  return runFailure({ message: printedText(reason instanceof Error ? reason.message : String(reason), maxTextLength) });
}

/** The same, shown at a node. */
export function failureAt({ failure }: ClewError, node: string): RunFailure {
  return { open: { message: failure.message }, ...failure, node };
}

/** What anyone may read of what was thrown stands in it; of an error that is not ours, nothing. */
export function failureText(error: unknown): Wording {
  const { message, open } = failureOf(error);
  return { whole: message, open: open === undefined ? message : (open.message ?? leftOut) };
}

/** What the database said. Drizzle's own message is the whole statement with its parameters, which are nobody's business. */
export function reasonOf(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? (error.cause ?? new Error('the database refused a statement')) : error;
}
