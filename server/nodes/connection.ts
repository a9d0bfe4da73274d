/** Opens one SSH connection. A failure says which node, which address, each way to log in and what became of it. */

import type { Duplex } from 'node:stream';
import ssh2, { type AnyAuthMethod, type Client, type ServerHostKeyAlgorithm } from 'ssh2';
import { hidden, worded } from '@/lib/base/wording';
import type { JumpHost } from '@/lib/plan/machine-words';
import { type Login, type LoginMethod, loginMethods } from './auth';
import { checkHostKey, type HostKeyCheck, type HostKeyFile, knownKeyTypes } from './host-keys';
import { quote } from './quote';
import { UnreachableError } from './remote-error';

export interface NodeAddress {
  readonly node: string;
  readonly host: string;
  readonly port: number;
  readonly login: Login;
  readonly hostKeys: HostKeyFile;
  /** Shorter than the usual for one who has more to ask within the same time. */
  readonly connectTimeoutMs?: number;
  readonly onConnected?: (connected: Connected) => void;
  /** Machines that lead there, the first that is reached from here first; each is logged in to as the node is. */
  readonly jumps?: readonly JumpHost[];
}

/** How a connection came about. */
export interface Connected {
  /** The way to log in that the node took: `key /home/me/.ssh/id_ed25519`. */
  readonly method: string;
  /** `ssh-ed25519 SHA256:…` */
  readonly hostKey: string;
  /** Seen for the first time, and written down. */
  readonly isPinned: boolean;
}

/** A person waits for this; below the 10 s within which they are promised an answer. */
const usualTimeoutMs = 9000;
/** A connection that says nothing for three of these is lost. */
const keepaliveIntervalMs = 5000;
const maxMissedKeepalives = 3;

/** @param onHostKey told when a key is pinned at first sight */
export async function openConnection(
  address: NodeAddress,
  onHostKey: (message: string) => void = () => undefined,
): Promise<Client> {
  const { connectTimeoutMs = usualTimeoutMs } = address;
  const way = await wayTo(address, onHostKey);
  const methods = await loginMethods(address.login);
  const types = await knownKeyTypes(address.hostKeys, address.host, address.port);
  const attempt = new LoginAttempt(methods);
  let check: HostKeyCheck | undefined;
  const client = new ssh2.Client();
  // Everything under way listens for the connection's end; channels, not listeners, are what is limited.
  client.setMaxListeners(0);
  try {
    await new Promise<void>((resolve, reject) => {
      let isOpen = false;
      client.once('connect', () => {
        isOpen = true;
      });
      const timer = setTimeout(() => reject(tooLate(isOpen, connectTimeoutMs)), connectTimeoutMs);
      const settle = (end: () => void) => {
        clearTimeout(timer);
        end();
      };
      client.once('ready', () => settle(resolve));
      // Failures of the agent are errors, too, emitted before the next way to log in is tried.
      client.on('error', (error: Error & { level?: string }) => {
        if (error.level === 'agent') attempt.note(`the agent does not answer (${error.message})`);
        else settle(() => reject(error));
      });
      client.once('close', () => settle(() => reject(new Error('the connection was closed'))));
      client.connect({
        ...(way ? { sock: way.channel } : { host: address.host, port: address.port }),
        username: address.login.user,
        readyTimeout: 0,
        keepaliveInterval: keepaliveIntervalMs,
        keepaliveCountMax: maxMissedKeepalives,
        ...(types.length > 0 && { algorithms: { serverHostKey: algorithmsFor(types) } }),
        // The types leave out that false ends the attempts.
        authHandler: (_left, _partial, use) => use(attempt.next() as AnyAuthMethod),
        hostVerifier: (key: Buffer, verify: (isValid: boolean) => void) => {
          checkHostKey(address.hostKeys, address.host, address.port, key).then(
            (result) => {
              check = result;
              if (result.accepted && result.message !== undefined) onHostKey(result.message);
              verify(result.accepted);
            },
            (error: Error) => {
              check = { accepted: false, shown: '', message: `its host key could not be checked: ${error.message}` };
              verify(false);
            },
          );
        },
      });
    });
  } catch (cause) {
    client.on('error', () => undefined);
    client.destroy();
    way?.end();
    throw unreachable(address, attempt, check, cause as Error & { level?: string });
  }
  if (way) client.once('close', () => way.end());
  // A channel through another connection has no socket of its own.
  else client.setNoDelay(true);
  address.onConnected?.({
    method: attempt.current,
    hostKey: check?.shown ?? '',
    isPinned: check?.message !== undefined,
  });
  return client;
}

interface Way {
  readonly channel: Duplex;
  end(): void;
}

/** Through the last of the jump hosts, each of which is reached through those before it. */
async function wayTo(address: NodeAddress, onHostKey: (message: string) => void): Promise<Way | undefined> {
  const { jumps = [], onConnected: _, ...rest } = address;
  const last = jumps.at(-1);
  if (!last) return undefined;
  const { host, port, user = address.login.user } = last;
  const login = { ...address.login, user };
  const jump = await openConnection({ ...rest, host, port, login, jumps: jumps.slice(0, -1) }, onHostKey);
  const end = () => void jump.end();
  try {
    return { channel: await channelTo(jump, address), end };
  } catch (cause) {
    end();
    const { node, host: target, port: at } = address;
    const through = `${user}@${host}:${port}`;
    throw new UnreachableError(
      {
        node,
        cause,
        message: worded`${hidden(`${target}:${at}`, 'the node')} cannot be reached through ${hidden(through, 'its jump host')}${hidden(`: ${(cause as Error).message}`, '')}`,
        cure: 'check the address as the jump host knows it, and that its sshd allows forwarding (AllowTcpForwarding)',
      },
      { stage: 'address', reason: `through ${through}: ${(cause as Error).message}`, code: 'EJUMP' },
    );
  }
}

function channelTo(jump: Client, { host, port, connectTimeoutMs = usualTimeoutMs }: NodeAddress): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no connection within ${connectTimeoutMs / 1000} s`)),
      connectTimeoutMs,
    );
    jump.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(channel);
    });
  });
}

/** ESILENT is ours: something took the connection, and says nothing that SSH would. */
function tooLate(isOpen: boolean, timeoutMs: number): Error {
  const what = isOpen ? 'something takes connections there, and no SSH' : 'no connection';
  return Object.assign(new Error(`${what} within ${timeoutMs / 1000} s`), { code: isOpen ? 'ESILENT' : 'ETIMEDOUT' });
}

/** Tries each way once, in order, and keeps what became of it. */
class LoginAttempt {
  readonly #methods: readonly LoginMethod[];
  readonly #outcomes: string[];
  #position = -1;

  constructor(methods: readonly LoginMethod[]) {
    this.#methods = methods;
    this.#outcomes = methods.map((each) => ('unusable' in each ? each.unusable : 'not tried'));
  }

  /** The first method, and after each refusal the one to try then; false when none is left. */
  next(): AnyAuthMethod | false {
    if (this.#outcomes[this.#position] === 'tried') this.#outcomes[this.#position] = 'refused by the node';
    for (;;) {
      const method = this.#methods[++this.#position];
      if (method === undefined) return false;
      if ('unusable' in method) continue;
      this.#outcomes[this.#position] = 'tried';
      return method.method;
    }
  }

  /** The way that is being tried, or that was taken. */
  get current(): string {
    return this.#methods[this.#position]?.name ?? 'none';
  }

  note(outcome: string): void {
    this.#outcomes[this.#position] = outcome;
  }

  summary(): string {
    if (this.#methods.length === 0) return 'the plan names no way to log in';
    return this.#methods.map((method, i) => `${method.name}: ${this.#outcomes[i]}`).join('; ');
  }
}

function unreachable(
  address: NodeAddress,
  attempt: LoginAttempt,
  check: HostKeyCheck | undefined,
  cause: Error & { level?: string; code?: unknown },
): UnreachableError {
  const { node, host, port, login } = address;
  const at = `${login.user}@${host}:${port}`;
  const command = `ssh -p ${port} ${quote(`${login.user}@${host}`)}`;
  const detail = { node, command, cause };
  if (check && !check.accepted) {
    const reason = check.message ?? 'its host key was not accepted';
    return new UnreachableError(
      {
        ...detail,
        message: worded`${hidden(at, 'the node')}: ${hidden(reason, 'its host key was not accepted')}`,
        ...(check.cure !== undefined && { cure: check.cure }),
      },
      { stage: 'host-key', reason },
    );
  }
  const summary = attempt.summary();
  if (cause.level === 'client-authentication') {
    return new UnreachableError(
      {
        ...detail,
        message: worded`${hidden(at, 'the node')} lets nobody in${hidden(` (${summary})`, '')}`,
        cure: `check the user and the keys: ${command} must work without a question`,
      },
      { stage: 'login', reason: summary },
    );
  }
  return new UnreachableError(
    {
      ...detail,
      message: worded`${hidden(at, 'the node')} cannot be reached${hidden(`: ${cause.message} (${summary})`, codeWords(cause))}`,
      cure: 'check the address, that sshd runs there, and that no firewall is in between',
    },
    { stage: 'address', reason: cause.message, code: codeOf(cause) },
  );
}

/** The system's word for what happened, which names nobody. */
function codeOf(cause: Error): string | undefined {
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

function codeWords(cause: Error): string {
  const code = codeOf(cause);
  return code === undefined ? '' : `: ${code}`;
}

/** RSA keys are signed in newer ways than the key's type says. */
function algorithmsFor(types: readonly string[]): ServerHostKeyAlgorithm[] {
  return types.flatMap((type) =>
    type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type],
  ) as ServerHostKeyAlgorithm[];
}
