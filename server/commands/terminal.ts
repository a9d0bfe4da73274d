/** Where a command writes, and the exit codes it may give (formats of the field: a test's verdict is its exit code). */
import { printableText } from '@/lib/base/plain-text';
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

interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** The one way to a person's screen: names, values and errors are not ours, and none of them moves its cursor. */
export function terminalOn({ stdout, stderr }: Streams): Terminal {
  return {
    out: (line) => stdout.write(`${printableText(line)}\n`),
    err: (line) => stderr.write(`${printableText(line)}\n`),
  };
}

export const processTerminal = terminalOn(process);

/**
 * A reader that is gone, as `head` is after its lines or a terminal that was closed, is no error of the program: what it
 * would have read goes nowhere, and the program comes to its end.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      isTerminalGone ||= stream.isTTY;
    });
  }
}

let isTerminalGone = false;

/** What a command that hands everything to its reader meets when that is gone: there is no reader left to tell. */
export function isClosedReader(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

/** Ends the process when what was written has been taken, however slowly that is read, or cannot be taken any more. */
export async function exitWhenWritten(code: number): Promise<never> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => {
          if (stream.destroyed || stream.errored) resolve();
          else stream.write('', () => resolve());
        }),
    ),
  );
  if (isTerminalGone) endByHangUp();
  process.exit(code);
}

/** Node aborts where it cannot put a terminal back as it was; so it ends by the signal that told it of the closed one. */
function endByHangUp(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** What failed and what to do about it, in as few lines as that takes. */
export function printFailure(terminal: Terminal, error: unknown): void {
  const failure = failureOf(error);
  terminal.err(`clew: ${failure.message}`);
  const where = [failure.node, failure.command?.replaceAll(/\s+/g, ' ')].filter(Boolean).join(': ');
  if (where !== '') terminal.err(`  at ${where}`);
  if (failure.cure) terminal.err(`  ${failure.cure}`);
  for (const line of failure.log ?? []) terminal.err(`  | ${line}`);
  for (const { message, cure } of failure.nodes ?? []) {
    terminal.err(`  ${message}`);
    if (cure !== undefined) terminal.err(`      ${cure}`);
  }
}
