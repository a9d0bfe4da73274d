/**
 * The SSH server of an embedded node: what sshd is on a real one, as far as Clew's own remote uses it. It lets one key
 * in, runs commands in the node's directory, serves files and forwards connections.
 */
import { spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel, type Session } from 'ssh2';
import { assert } from '@/lib/base/assert';
import { nodeVariable } from './end-processes';
import { serveFiles } from './file-server';

const loopback = '127.0.0.1';

export interface SshServerOptions {
  /** A private key, as OpenSSH keeps it in a file. */
  readonly hostKey: string;
  /** The one public key that is let in. */
  readonly clientKey: string;
  readonly directory: string;
  /** Told of each command's process group, and when its first process ended. */
  readonly onCommand: (group: number, isOver: boolean) => void;
}

/** @returns the port on loopback that it listens on */
export async function startSshServer(options: SshServerOptions): Promise<number> {
  const parsed = ssh2.utils.parseKey(options.clientKey);
  assert(!(parsed instanceof Error), 'the client key cannot be read');
  const server = new ssh2.Server({ hostKeys: [options.hostKey] }, (connection) => {
    connection.on('authentication', (context) => authenticate(context, parsed));
    connection.on('ready', () => serve(connection, options));
    // A connection that breaks off takes nothing with it but itself.
    connection.on('error', () => undefined);
  });
  const listener = createServer({ noDelay: true }, (socket) => server.injectSocket(socket));
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, loopback, resolve);
  });
  return (listener.address() as AddressInfo).port;
}

function authenticate(context: AuthContext, allowed: ParsedKey): void {
  const isAllowed =
    context.method === 'publickey' &&
    context.key.algo === allowed.type &&
    context.key.data.equals(allowed.getPublicSSH()) &&
    // Without a signature the client only asks whether the key would do.
    (context.signature === undefined ||
      (context.blob !== undefined && allowed.verify(context.blob, context.signature, context.hashAlgo) === true));
  if (isAllowed) context.accept();
  else context.reject(['publickey']);
}

function serve(connection: Connection, options: SshServerOptions): void {
  connection.on('session', (acceptSession) => {
    const session: Session = acceptSession();
    session.on('exec', (accept, _reject, { command }) => execute(accept(), command, options));
    session.on('sftp', (accept) => serveFiles(accept(), options.directory));
  });
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const socket = connect({ host: destIP, port: destPort, noDelay: true });
    const refuse = () => reject();
    socket.once('error', refuse);
    socket.once('connect', () => {
      socket.off('error', refuse);
      const channel = accept();
      channel.pipe(socket).pipe(channel);
      channel.on('error', () => socket.destroy());
      channel.on('close', () => socket.destroy());
      socket.on('error', () => channel.close());
      socket.on('close', () => channel.close());
    });
  });
}

/** As in sshd, the channel ends when the command has ended and no process holds its output open. */
function execute(channel: ServerChannel, command: string, { directory, onCommand }: SshServerOptions): void {
  const child = spawn('sh', ['-c', command], {
    cwd: directory,
    env: { NODE_ENV: 'production', PATH: process.env.PATH, HOME: directory, [nodeVariable]: directory },
    // A group of its own, so that what it left running can be ended with it.
    detached: true,
  });
  const group = child.pid;
  if (group !== undefined) onCommand(group, false);
  child.once('error', (error) => {
    channel.stderr.write(`${error.message}\n`);
    channel.exit(127);
    channel.end();
  });
  child.once('exit', (code, signal) => {
    if (group !== undefined) onCommand(group, true);
    if (signal !== null) channel.exit(signal.replace(/^SIG/, ''));
    else channel.exit(code ?? 0);
  });
  child.once('close', () => channel.end());
  // A command need not read its input.
  child.stdin.on('error', () => undefined);
  channel.on('error', () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
}
