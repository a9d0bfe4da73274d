/** Keys and files of a lab: made with it, gone with it, and never used elsewhere. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labScript, sshdConfig } from './script';
import type { LabState } from './state';

export interface KeyPair {
  /** As OpenSSH keeps a private key in a file. */
  readonly private: string;
  /** `ssh-ed25519 AAAA… comment`. */
  readonly public: string;
}

const keyType = 'ssh-ed25519';
const cipherBlockBytes = 8;

/**
 * A key pair in the format of OpenSSH's PROTOCOL.key, without a passphrase. (ssh2 can make them too, but now and then
 * makes one that sshd refuses.)
 */
export function newKeyPair(comment: string): KeyPair {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')];
  const publicBlob = Buffer.concat([field(keyType), field(point)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, publicBlob, field(Buffer.concat([seed, point])), field(comment)]);
  const padding = Buffer.from(
    Array.from({ length: (cipherBlockBytes - (secret.length % cipherBlockBytes)) % cipherBlockBytes }, (_, i) => i + 1),
  );
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field(publicBlob),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = file.toString('base64').replace(/.{70}/g, '$&\n').trimEnd();
  return {
    private: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`,
    public: `${keyType} ${publicBlob.toString('base64')} ${comment}`,
  };
}

/** A string as SSH writes it: its length, then itself. */
function field(value: string | Buffer): Buffer {
  const content = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

/** Writes what `lab.sh` and its nodes read. */
export async function writeLabFiles(lab: LabState): Promise<void> {
  const login = newKeyPair(`clew-lab-${lab.name}`);
  const hosts = lab.nodes.map((node) => `${node.address} ${node.name}\n`).join('');
  await Promise.all([
    write(lab.keyFile, login.private),
    write(join(lab.directory, 'authorized_keys'), `${login.public}\n`),
    write(join(lab.directory, 'sshd_config'), sshdConfig),
    write(join(lab.directory, 'lab.sh'), labScript),
    write(join(lab.directory, 'hosts'), `127.0.0.1 localhost\n${hosts}`),
  ]);
  const knownHosts = await Promise.all(
    lab.nodes.map(async (node) => {
      const hostKey = newKeyPair(node.name);
      const directory = join(lab.directory, node.name);
      await mkdir(join(directory, 'root'), { recursive: true });
      await write(join(directory, 'host_key'), hostKey.private);
      return `${node.address} ${hostKey.public.split(' ').slice(0, 2).join(' ')}\n`;
    }),
  );
  await write(lab.knownHostsFile, knownHosts.join(''));
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
}
