/** Whether this machine can make labs; if not, why not and what to do, in one line. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type LabSupport = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const probeTimeoutMs = 5000;

/** Where root's programs are; a user's PATH may lack some of them. */
const labPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Nothing of the caller's environment reaches a lab. */
export function labEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { NODE_ENV: 'production', PATH: labPath, ...extra };
}

const debianPackages: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  'iptables-restore': 'iptables',
  sshd: 'openssh-server',
  unshare: 'util-linux',
  nsenter: 'util-linux',
};

/** Everything a lab is made of, tried out in namespaces that end with the probe. */
const probe = `set -e
ip link add probe0 type veth peer name probe1
ip link add probe2 type bridge
iptables -w -S >/dev/null
mount -t tmpfs tmpfs /tmp
mkdir /tmp/upper /tmp/work /tmp/merged
mount -t overlay -o lowerdir=/,upperdir=/tmp/upper,workdir=/tmp/work overlay /tmp/merged
mount -t proc proc /tmp/merged/proc`;

export async function labSupport(): Promise<LabSupport> {
  if (process.platform !== 'linux') {
    return refuse(`a lab needs Linux, and this is ${process.platform}; run Clew in a Linux virtual machine`);
  }
  if (process.getuid?.() !== 0) return refuse('a lab needs root; run the same command with sudo');
  const missing = await missingPrograms();
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((program) => debianPackages[program]))].join(' ');
    return refuse(`a lab needs ${missing.join(', ')}; run: apt-get install --yes ${packages}`);
  }
  const flags = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];
  try {
    await promisify(execFile)('unshare', [...flags, 'sh', '-c', probe], {
      env: labEnvironment(),
      timeout: probeTimeoutMs,
    });
    return { ok: true };
  } catch (error) {
    const detail = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    const why = detail.split('\n').at(-1) || 'no reason given';
    return refuse(`namespaces cannot be made here (${why}); use a machine, or a privileged container, that may`);
  }
}

async function missingPrograms(): Promise<string[]> {
  const programs = Object.keys(debianPackages);
  const found = await Promise.all(
    programs.map(async (program) => {
      const tries = labPath.split(':').map((directory) => access(join(directory, program), constants.X_OK));
      return Promise.any(tries).then(
        () => true,
        () => false,
      );
    }),
  );
  return programs.filter((_, i) => !found[i]);
}

function refuse(reason: string): LabSupport {
  return { ok: false, reason };
}
