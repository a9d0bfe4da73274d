/** Where a command writes, and the exit codes it may give (formats of the field: a test's verdict is its exit code). */
import type { OutcomeName } from '@/lib/protocol/run';
import { failureOf } from '../base/failure';

export const exitCodes = { valid: 0, invalid: 1, unknown: 2, badArguments: 254, failed: 255 } as const;

/** @param isStrict a valid verdict that proves little counts as unknown; nothing is known of a run without an outcome */
export function verdictExitCode(outcome: OutcomeName | undefined, isStrict: boolean): number {
  switch (outcome) {
    case 'valid':
      return exitCodes.valid;
    case 'weak':
      return isStrict ? exitCodes.unknown : exitCodes.valid;
    case 'invalid':
      return exitCodes.invalid;
    case 'error':
    case 'aborted':
      return exitCodes.failed;
    default:
      return exitCodes.unknown;
  }
}

/** Invalid is worse than unknown, and what could not be judged is worst. */
const worseness: readonly number[] = [
  exitCodes.valid,
  exitCodes.unknown,
  exitCodes.invalid,
  exitCodes.badArguments,
  exitCodes.failed,
];

/** The code of several results; of none it is that of a valid one. */
export function worstExitCode(codes: readonly number[]): number {
  const worst = Math.max(0, ...codes.map((code) => worseness.indexOf(code)));
  return worseness[worst] ?? exitCodes.failed;
}

export interface Terminal {
  /** Results: what a script reads. */
  out(line: string): void;
  /** Progress and errors: what a person reads. */
  err(line: string): void;
}

export const processTerminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
};

/** What failed and what to do about it, in as few lines as that takes. */
export function printFailure(terminal: Terminal, error: unknown): void {
  const failure = failureOf(error);
  terminal.err(`clew: ${failure.message}`);
  const where = [failure.node, failure.command?.replaceAll(/\s+/g, ' ')].filter(Boolean).join(': ');
  if (where !== '') terminal.err(`  at ${where}`);
  if (failure.cure) terminal.err(`  ${failure.cure}`);
  for (const line of failure.log ?? []) terminal.err(`  | ${line}`);
}
