/** What the rest of the server may ask of one node. The SSH connection behind it is opened once and reused. */
import type { Duplex } from 'node:stream';

export interface ExecOptions {
  /** The command is ended after this. */
  readonly timeoutMs?: number;
  readonly stdin?: string;
  /** Run as root, through sudo where the user is not root. */
  readonly asRoot?: boolean;
  /** Reject when the exit code is not 0 (the default) or give the result as it is. */
  readonly allowFailure?: boolean;
  readonly signal?: AbortSignal;
  /** A script that becomes the command, which it has as its arguments, or ends without. */
  readonly guard?: string;
}

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface Remote {
  readonly node: string;
  /** The address that other nodes reach it by. */
  readonly address: string;
  /** Each argument is quoted; use `shell` for a pipeline. @throws RemoteError naming the node and the command */
  exec(command: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Run a script with `sh -c`; the caller quotes. */
  shell(script: string, options?: ExecOptions): Promise<ExecResult>;
  upload(localPath: string, remotePath: string, options?: { readonly mode?: number }): Promise<void>;
  download(remotePath: string, localPath: string): Promise<void>;
  write(remotePath: string, content: string | Buffer, options?: { readonly mode?: number }): Promise<void>;
  /** @throws RemoteError when the file is missing */
  read(remotePath: string, options?: { readonly lastBytes?: number }): Promise<string>;
  /** A TCP connection from the node to host:port, through the SSH connection. */
  connect(host: string, port: number): Promise<Duplex>;
  close(): Promise<void>;
}
