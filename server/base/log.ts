/** What the server says about itself, to stderr; silent unless something is wrong. CLEW_LOG=debug makes it talk. */
import { destination, type Logger, pino } from 'pino';

export function quietLog(): Logger {
  return pino({ level: process.env.CLEW_LOG ?? 'warn' }, destination(2));
}
