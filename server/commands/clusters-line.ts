/** How `clew clusters` is spelled. */
import type { Command } from 'commander';
import { names } from './arguments';
import { addCluster, listClusters, removeCluster } from './clusters';
import type { Terminal } from './terminal';

/** @param end takes the exit code */
export function clustersCommandLine(
  clew: Command,
  data: string,
  terminal: Terminal,
  end: (exitCode: number) => void,
): void {
  const clusters = clew.command('clusters').description('machines that a server keeps under a name, for any plan');
  const common = (command: Command) =>
    command
      .option('--data <directory>', 'where runs are kept', data)
      .option('--json', 'print the result as JSON', false);
  common(clusters.command('list').description('the clusters that are kept, with their machines')).action(
    async (options) => end(await listClusters(options, terminal)),
  );
  const add = clusters
    .command('add <cluster.json|ssh-config>')
    .description('keep the machines of a file, or hosts of an ssh config')
    .option('--hosts <names>', 'of an ssh config those, comma separated', names)
    .option('--name <name>', 'what it is called, instead of what the file says')
    .option('--replace', 'change the one that is kept under the name', false);
  common(add).action(async (path, options) => end(await addCluster(path, options, terminal)));
  common(clusters.command('remove <name>').description('keep it no more; its machines and runs stay')).action(
    async (name, options) => end(await removeCluster(name, options, terminal)),
  );
}
