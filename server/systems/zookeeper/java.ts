/** Finds a node's Java, and the version of ZooKeeper on a class path. */
import { hidden, openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../base/failure';
import type { NodeProgram, SystemNode } from '../kit/system';

/** Five virtual machines that start at once on two cores take some seconds. */
const commandTimeoutMs = 60_000;

const cure = 'Install it on every node: apt-get install --yes default-jre-headless';

export const javaProgram: NodeProgram = {
  title: 'Java',
  command: 'java',
  versionArguments: ['-version'],
  versionPattern: /version "([^"]+)"/,
  cure,
};

/** @throws ClewError when there is none */
export async function findJava(node: SystemNode): Promise<string> {
  const found = await node.remote.shell('command -v java', { asRoot: true, allowFailure: true });
  if (found.exitCode === 0 && found.stdout.startsWith('/')) return found.stdout.trim();
  throw new ClewError({
    message: worded`${openly(node.name)} has no java, which ZooKeeper needs`,
    cure,
    node: node.name,
    command: 'command -v java',
  });
}

/** `3.8.0` @throws ClewError when there is no ZooKeeper on the class path, or this Java cannot run it */
export async function versionOf(node: SystemNode, java: string, classPath: string): Promise<string> {
  const command = [java, '-cp', classPath, 'org.apache.zookeeper.version.VersionInfoMain'];
  const { stdout, stderr, exitCode } = await node.remote.exec(command, {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  const version = /ZooKeeper, version (\d[\w.]*)/.exec(stdout)?.[1];
  if (version !== undefined) return version;
  throw new ClewError({
    message: worded`${openly(node.name)}: ${hidden(command.join(' '), 'ZooKeeper')} ended with exit code ${openly(exitCode)} and named no version`,
    cure: 'Read what it printed; ZooKeeper 3.5 to 3.9 on Java 8 or later are known to work.',
    node: node.name,
    command: command.join(' '),
    log: `${stdout}${stderr}`.trim().split('\n').slice(-5),
  });
}
