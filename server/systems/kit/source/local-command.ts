/** Commands on the control machine: for getting packages and opening archives. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A mirror that has not sent a package of some megabytes by then is as good as absent. */
export const localCommandTimeoutMs = 120_000;
/** The list of a large archive's files, and more than apt ever says. */
const outputLimitBytes = 64 * 1024 * 1024;

export type Environment = Readonly<Record<string, string>>;

export interface LocalOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws LocalCommandError when the program is missing, ends with another exit code than 0, or takes too long */
export async function localCommand(
  command: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env?: Environment | undefined; readonly signal?: AbortSignal },
): Promise<LocalOutput> {
  const [program, ...args] = command;
  const env = { ...process.env, ...options.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  try {
    return await run(program, args, {
      cwd: options.cwd,
      env,
      timeout: localCommandTimeoutMs,
      maxBuffer: outputLimitBytes,
      ...(options.signal && { signal: options.signal }),
    });
  } catch (error) {
    throw new LocalCommandError(program, error);
  }
}

export class LocalCommandError extends Error {
  override readonly name = 'LocalCommandError';
  readonly isMissingProgram: boolean;
  readonly stderr: string;

  constructor(program: string, cause: unknown) {
    const isMissingProgram = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const stderr = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    super(isMissingProgram ? `${program} is not installed here` : lastWords(stderr, cause), { cause });
    this.isMissingProgram = isMissingProgram;
    this.stderr = stderr;
  }
}

/** apt says what is wrong on the line that begins with `E:`, others on their last one. */
function lastWords(stderr: string, cause: unknown): string {
  const lines = stderr.split('\n');
  const complaint = lines
    .find((line) => line.startsWith('E:'))
    ?.slice(2)
    .trim();
  return complaint ?? (lines.at(-1) || (cause instanceof Error ? cause.message : String(cause)));
}
