/** What the server says about itself, to stderr; silent unless something is wrong. CLEW_LOG=debug makes it talk. */
import { writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';
import { printableJson } from '@/lib/base/plain-text';
import { reasonOf } from './failure';

export function quietLog(): Logger {
  return logTo(stderr);
}

export function logTo(sink: DestinationStream): Logger {
  const level = process.env.CLEW_LOG ?? 'warn';
  const printable: DestinationStream = { write: (line) => sink.write(printableJson(line)) };
  return pino({ level, serializers: { err: loggedError } }, printable);
}

/**
 * A line that cannot be written, as on a full disk or to a terminal that is gone, is dropped: there is nowhere to say so. pino's
 * own destination throws then, and never returns at the end of the process.
 */
const stderr: DestinationStream = {
  write(line) {
    try {
      writeSync(2, line);
    } catch {
      return;
    }
  },
};

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/** An error and what it was caused by, without the statements and parameters that a driver puts into its messages. */
export function loggedError(error: unknown): LoggedError {
  const reason = reasonOf(error);
  if (!(reason instanceof Error)) return { type: typeof reason, message: String(reason) };
  const { name, message, stack, cause } = reason;
  return {
    type: name,
    message,
    ...('code' in reason ? { code: reason.code } : {}),
    stack,
    ...(cause === undefined ? {} : { cause: loggedError(cause) }),
  };
}
