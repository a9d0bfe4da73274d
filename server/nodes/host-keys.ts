/**
 * Checks host keys against the plan's known_hosts file; without one against a file of ours, in which a key is pinned at
 * first sight and told to the person who runs the test.
 */
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ClewError } from '../base/failure';
import { readSmallFile, UnfitFileError } from '../base/small-file';
import { entriesFor, fingerprint, hostName, judgeHostKey, keyType, parseKnownHosts } from './known-hosts';
import { quote } from './quote';

/** Fifty thousand hosts. */
const maxHostsBytes = 16 * 1024 * 1024;

export interface HostKeyFile {
  readonly file: string;
  /** Add the key of a host that is not in the file. */
  readonly isPinning: boolean;
}

export interface HostKeyCheck {
  readonly accepted: boolean;
  /** `ssh-ed25519 SHA256:…` */
  readonly shown: string;
  /** A line for a person: what was pinned, or what is wrong. */
  readonly message?: string;
  readonly cure?: string;
}

/** Key types the file knows for this host; a server should show one of those. Empty: any will do. */
export async function knownKeyTypes(keys: HostKeyFile, host: string, port: number): Promise<string[]> {
  const entries = entriesFor(parseKnownHosts(await readHosts(keys)), host, port);
  return [...new Set(entries.filter((entry) => !entry.isRevoked).map((entry) => entry.type))];
}

export async function checkHostKey(keys: HostKeyFile, host: string, port: number, key: Buffer): Promise<HostKeyCheck> {
  const verdict = judgeHostKey(entriesFor(parseKnownHosts(await readHosts(keys)), host, port), key);
  const name = hostName(host, port);
  const shown = `${keyType(key)} ${fingerprint(key)}`;
  switch (verdict.kind) {
    case 'known':
      return { accepted: true, shown };
    case 'revoked':
      return {
        accepted: false,
        shown,
        message: `the host key of ${name} (${shown}) is revoked by ${keys.file} line ${verdict.line}`,
        cure: 'give the machine a new host key',
      };
    case 'changed':
      return {
        accepted: false,
        shown,
        message: `the host key of ${name} has changed: it is ${shown}, and ${keys.file} line ${verdict.line} says ${verdict.expected}`,
        cure: `if the machine was set up anew, remove line ${verdict.line} of ${keys.file}: ssh-keygen -R ${quote(name)} -f ${quote(keys.file)}; if not, someone stands in between`,
      };
    case 'unknown':
      return keys.isPinning ? pin(keys, name, key, shown) : notListed(keys, name, host, port, shown);
  }
}

async function pin(keys: HostKeyFile, name: string, key: Buffer, shown: string): Promise<HostKeyCheck> {
  await mkdir(dirname(keys.file), { recursive: true });
  await appendFile(keys.file, `${name} ${keyType(key)} ${key.toString('base64')}\n`, { mode: 0o600 });
  return { accepted: true, shown, message: `host key of ${name} pinned at first sight: ${shown}` };
}

function notListed(keys: HostKeyFile, name: string, host: string, port: number, shown: string): HostKeyCheck {
  return {
    accepted: false,
    shown,
    message: `the host key of ${name} (${shown}) is not in ${keys.file}`,
    cure: `compare it with the machine's own, then run: ssh-keyscan -p ${port} ${quote(host)} >> ${quote(keys.file)}`,
  };
}

async function readHosts(keys: HostKeyFile): Promise<string> {
  const bytes = await readSmallFile(keys.file, maxHostsBytes).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    if (!(error instanceof UnfitFileError)) throw error;
    throw new ClewError({
      message: `${keys.file} ${error.message}`,
      cure: 'name a known_hosts file as OpenSSH writes it',
    });
  });
  return bytes.toString('utf8');
}
