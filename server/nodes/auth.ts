/** The ways to log in that a plan names, made ready to be tried one after the other; each keeps what became of it. */

import ssh2, { type AnyAuthMethod } from 'ssh2';
import { passwordPrefix } from '@/lib/plan/cluster';
import { readSmallFile, UnfitFileError } from '../base/small-file';
import { quote } from './quote';

/** The largest RSA keys take a quarter of it. */
const maxKeyBytes = 64 * 1024;

export interface Login {
  readonly user: string;
  /** Nothing on the node needs more than this user's rights, so commands never become root. */
  readonly isEnough?: boolean;
  /** Use the agent at SSH_AUTH_SOCK. */
  readonly agent?: boolean;
  readonly keyFile?: string;
  /** Name of the environment variable that holds the password. */
  readonly passwordVariable?: string;
}

/** A way to log in, or why it cannot even be tried. */
export type LoginMethod =
  | { readonly name: string; readonly method: AnyAuthMethod }
  | { readonly name: string; readonly unusable: string };

export async function loginMethods(login: Login, environment: NodeJS.ProcessEnv = process.env): Promise<LoginMethod[]> {
  const methods: LoginMethod[] = [];
  if (login.keyFile !== undefined) methods.push(await keyMethod(login.user, login.keyFile));
  if (login.agent) {
    const socket = environment.SSH_AUTH_SOCK;
    const name = 'agent';
    if (socket) methods.push({ name, method: { type: 'agent', username: login.user, agent: socket } });
    else methods.push({ name, unusable: 'SSH_AUTH_SOCK is not set' });
  }
  if (login.passwordVariable !== undefined) {
    const password = environment[login.passwordVariable];
    const name = `password of ${login.passwordVariable}`;
    if (!login.passwordVariable.startsWith(passwordPrefix)) {
      methods.push({ name, unusable: `the name must begin with ${passwordPrefix}` });
    } else if (password) methods.push({ name, method: { type: 'password', username: login.user, password } });
    else methods.push({ name, unusable: 'the variable is not set' });
  }
  return methods;
}

async function keyMethod(username: string, file: string): Promise<LoginMethod> {
  const name = `key ${file}`;
  const text = await readSmallFile(file, maxKeyBytes).catch((error: NodeJS.ErrnoException) => error);
  if (text instanceof UnfitFileError) return { name, unusable: text.message };
  if (text instanceof Error) {
    return { name, unusable: text.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${text.code})` };
  }
  const key = ssh2.utils.parseKey(text);
  if (!(key instanceof Error)) return { name, method: { type: 'publickey', username, key: text } };
  const isEncrypted = /encrypted|passphrase/i.test(key.message);
  return {
    name,
    unusable: isEncrypted ? `is encrypted; add it to an agent: ssh-add ${quote(file)}` : 'is not a private key',
  };
}
