/** Keys and files of a lab: made with it, gone with it, and never used elsewhere. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { labScript, sshdConfig } from './script';
import type { LabState } from './state';

/** Writes what `lab.sh` and its nodes read. */
export async function writeLabFiles(lab: LabState): Promise<void> {
  const login = ssh2.utils.generateKeyPairSync('ed25519', { comment: `clew-lab-${lab.name}` });
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
      const hostKey = ssh2.utils.generateKeyPairSync('ed25519', { comment: node.name });
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
