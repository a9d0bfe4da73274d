/** The file that `--junit` names: tried before the test begins, written when it is over. */
import { open, writeFile } from 'node:fs/promises';
import { ArgumentError } from './argument-error';

export type WriteJunit = (text: string) => Promise<void>;

/** @throws ArgumentError where nothing can be written there; a report of before stays until there is a new one */
export async function junitFile(path: string): Promise<WriteJunit> {
  try {
    const handle = await open(path, 'a');
    await handle.close();
  } catch (error) {
    throw new ArgumentError(`--junit: ${path} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
  return (text) => writeFile(path, text);
}
