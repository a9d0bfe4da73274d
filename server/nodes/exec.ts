/**
 * One command on one channel, with limits on its time and output. A command that is over its limit is ended on the node
 * as well: sshd does not do that when a channel closes, so each command first prints its process id.
 */
import { constants } from 'node:os';
import type { Client, ClientChannel } from 'ssh2';
import { quote } from './quote';
import type { ExecResult } from './remote';
import { RemoteError, shorten } from './remote-error';

export interface Command {
  readonly node: string;
  /** As a person would type it; for error messages. */
  readonly shown: string;
  /** For the user's shell; made by `traced`. */
  readonly line: string;
  readonly stdin: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Ends the process and its group on the node. */
  kill(pid: number): Promise<void>;
}

/** More than any log Clew asks for; a command that prints more has gone astray. Counted for each stream. */
export const maxOutputBytes = 16 * 1024 * 1024;
/** sshd counts a channel until it has cleaned up behind it, a little longer than we do. */
const maxOpenRetries = 20;
const openRetryDelayMs = 50;
/** How long a command that was killed may take to be gone. */
const killGraceMs = 2000;

/** The command, printing its process id first. It becomes that process, and so keeps its exit code and signal. */
export function traced(quotedCommand: string): string {
  return `sh -c ${quote('echo $$; exec "$0" "$@"')} ${quotedCommand}`;
}

export function execOn(client: Client, command: Command): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(remoteError(command, 'lost', 'the connection was lost'));
    client.once('close', lost);
    const open = (triesLeft: number) =>
      client.exec(command.line, (error, channel) => {
        if (error && triesLeft > 0 && isChannelRefused(error)) {
          setTimeout(open, openRetryDelayMs, triesLeft - 1);
          return;
        }
        client.off('close', lost);
        if (error) reject(remoteError(command, 'lost', `the command could not be started: ${error.message}`, error));
        // At once: a short command's exit may be in the same packet.
        else watch(client, channel, command).then(resolve, reject);
      });
    open(maxOpenRetries);
  });
}

/** sshd said no to the channel, so that nothing has begun. */
function isChannelRefused(error: Error): boolean {
  return 'reason' in error;
}

function watch(client: Client, channel: ClientChannel, command: Command): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const stdout = new Capture();
    const stderr = new Capture();
    let exit: { readonly code: number } | undefined;
    let ending: RemoteError | undefined;
    const timers: NodeJS.Timeout[] = [];

    const finish = (settle: () => void) => {
      for (const timer of timers) clearTimeout(timer);
      command.signal?.removeEventListener('abort', stop);
      client.off('close', lost);
      settle();
    };
    let isKilled = false;
    /** Without its id the command has not begun; it is killed as soon as it tells it. */
    const kill = () => {
      const pid = Number(stdout.firstLine);
      if (isKilled || !Number.isInteger(pid) || pid < 2) return;
      isKilled = true;
      command.kill(pid).catch((cause: unknown) => {
        if (ending) ending = remoteError(command, ending.kind, `${ending.message}; and it could not be ended`, cause);
      });
    };
    const end = (error: RemoteError) => {
      if (ending) return;
      ending = error;
      kill();
      timers.push(
        setTimeout(() => {
          channel.close();
          finish(() => reject(ending));
        }, killGraceMs),
      );
    };
    const stop = () => end(remoteError(command, 'stopped', 'was stopped'));
    const lost = () =>
      finish(() => reject(ending ?? remoteError(command, 'lost', 'the connection was lost meanwhile')));
    const take = (capture: Capture) => (chunk: Buffer) => {
      const isKept = capture.add(chunk);
      if (ending) kill();
      else if (!isKept) end(remoteError(command, 'output', `printed more than ${maxOutputBytes} bytes`));
    };

    timers.push(
      setTimeout(
        () => end(remoteError(command, 'timeout', `did not end within ${command.timeoutMs} ms`)),
        command.timeoutMs,
      ),
    );
    client.once('close', lost);
    channel.on('data', take(stdout));
    channel.stderr.on('data', take(stderr));
    channel.on('exit', (code: number | null, signalName?: string) => {
      exit = { code: code ?? 128 + signalNumber(signalName) };
    });
    channel.on('error', (error: Error) => end(remoteError(command, 'lost', error.message, error)));
    channel.once('close', () =>
      finish(() => {
        if (ending) reject(ending);
        else if (exit) resolve({ stdout: stdout.rest(), stderr: stderr.text(), exitCode: exit.code });
        else reject(remoteError(command, 'lost', 'the connection was lost meanwhile'));
      }),
    );
    command.signal?.addEventListener('abort', stop);
    if (command.signal?.aborted) stop();
    channel.end(command.stdin);
  });
}

/** What a stream printed, up to the limit. */
class Capture {
  /** Empty until it is whole. */
  firstLine = '';
  readonly #chunks: Buffer[] = [];
  #size = 0;

  /** @returns false when it is too much; the chunk is dropped */
  add(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > maxOutputBytes) return false;
    this.#chunks.push(chunk);
    if (this.firstLine === '' && chunk.includes('\n')) this.firstLine = this.text().split('\n', 1)[0] ?? '';
    return true;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  /** All but the first line, which holds the process id. */
  rest(): string {
    const text = this.text();
    return text.slice(text.indexOf('\n') + 1);
  }
}

function remoteError(command: Command, kind: RemoteError['kind'], what: string, cause?: unknown): RemoteError {
  const message = `${shorten(command.shown)}: ${what}`;
  return new RemoteError({ kind, node: command.node, message, command: command.shown, cause });
}

function signalNumber(name: string | undefined): number {
  const signals: Readonly<Record<string, number>> = constants.signals;
  return signals[`SIG${name?.replace(/^SIG/, '')}`] ?? 0;
}
