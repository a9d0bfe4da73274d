/** The memory that JavaScript holds, typed arrays included. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// A collection that is asked for throws compiled code out too, and what is measured next would be cold again.
setFlagsFromString('--no-flush-bytecode');
const collect = runInNewContext('gc') as () => void;

/** @param isCollected collects garbage first, so that only what is needed counts */
export function heapMb({ isCollected }: { readonly isCollected: boolean }): number {
  if (isCollected) {
    collect();
    // Typed arrays are given back in the background; the next collection waits for that.
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
