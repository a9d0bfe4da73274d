/** Opens one SSH connection. A failure says which node, which address, each way to log in and what became of it. */

import ssh2, { type AnyAuthMethod, type Client, type ServerHostKeyAlgorithm } from 'ssh2';
import { hidden, worded } from '@/lib/base/wording';
import { type Login, type LoginMethod, loginMethods } from './auth';
import { checkHostKey, type HostKeyCheck, type HostKeyFile, knownKeyTypes } from './host-keys';
import { RemoteError } from './remote-error';

export interface NodeAddress {
  readonly node: string;
  readonly host: string;
  readonly port: number;
  readonly login: Login;
  readonly hostKeys: HostKeyFile;
}

/** A person waits for this; below the 10 s within which they are promised an answer. */
const connectTimeoutMs = 9000;
/** A connection that says nothing for three of these is lost. */
const keepaliveIntervalMs = 5000;
const maxMissedKeepalives = 3;

/** @param onHostKey told when a key is pinned at first sight */
export async function openConnection(
  address: NodeAddress,
  onHostKey: (message: string) => void = () => undefined,
): Promise<Client> {
  const methods = await loginMethods(address.login);
  const types = await knownKeyTypes(address.hostKeys, address.host, address.port);
  const attempt = new LoginAttempt(methods);
  let check: HostKeyCheck | undefined;
  const client = new ssh2.Client();
  // Everything under way listens for the connection's end; channels, not listeners, are what is limited.
  client.setMaxListeners(0);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no connection within ${connectTimeoutMs / 1000} s`)),
        connectTimeoutMs,
      );
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
        host: address.host,
        port: address.port,
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
              check = { accepted: false, message: `its host key could not be checked: ${error.message}` };
              verify(false);
            },
          );
        },
      });
    });
  } catch (cause) {
    client.on('error', () => undefined);
    client.destroy();
    throw unreachable(address, attempt, check, cause as Error & { level?: string });
  }
  client.setNoDelay(true);
  return client;
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
  cause: Error & { level?: string },
): RemoteError {
  const { node, host, port, login } = address;
  const at = `${login.user}@${host}:${port}`;
  const detail = { kind: 'unreachable', node, command: `ssh -p ${port} ${login.user}@${host}`, cause } as const;
  if (check && !check.accepted) {
    return new RemoteError({
      ...detail,
      message: worded`${hidden(at, 'the node')}: ${hidden(check.message ?? '', 'its host key was not accepted')}`,
      ...(check.cure !== undefined && { cure: check.cure }),
    });
  }
  if (cause.level === 'client-authentication') {
    return new RemoteError({
      ...detail,
      message: worded`${hidden(at, 'the node')} lets nobody in${hidden(` (${attempt.summary()})`, '')}`,
      cure: `check the user and the keys: ssh -p ${port} ${login.user}@${host} must work without a question`,
    });
  }
  return new RemoteError({
    ...detail,
    message: worded`${hidden(at, 'the node')} cannot be reached${hidden(`: ${cause.message} (${attempt.summary()})`, codeOf(cause))}`,
    cure: 'check the address, that sshd runs there, and that no firewall is in between',
  });
}

/** The system's word for what happened, which names nobody. */
function codeOf(cause: Error): string {
  return 'code' in cause && typeof cause.code === 'string' ? `: ${cause.code}` : '';
}

/** RSA keys are signed in newer ways than the key's type says. */
function algorithmsFor(types: readonly string[]): ServerHostKeyAlgorithm[] {
  return types.flatMap((type) =>
    type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type],
  ) as ServerHostKeyAlgorithm[];
}
