/** What the server says about itself, to stderr; silent unless something is wrong. CLEW_LOG=debug makes it talk. */
import { destination, type Logger, pino } from 'pino';
import { reasonOf } from './failure';

export function quietLog(): Logger {
  return pino({ level: process.env.CLEW_LOG ?? 'warn', serializers: { err: loggedError } }, destination(2));
}

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
