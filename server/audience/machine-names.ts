/** Paths and names of this machine that an error may bring along. */
import { homedir, hostname, tmpdir } from 'node:os';
import { packageRoot } from '../base/package-root';

/** So short a name is also a word. */
const shortestName = 5;

export function machineNames(dataDirectory: string): readonly string[] {
  const names = [hostname()].filter((name) => name.length >= shortestName && name !== 'localhost');
  const directories = [dataDirectory, packageRoot, process.cwd(), homedir(), tmpdir()];
  return [...names, ...directories.filter((path) => path !== '/')];
}
