/**
 * Ports for systems that have to be told one. They lie below those that the kernel gives to outgoing connections (from
 * 32768 on Linux, 49152 elsewhere), so that none is taken between its choice and the moment its system listens, nor
 * while its system is down.
 */

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { hidden, openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../base/failure';

const firstPort = 20_000;
const lastPort = 31_999;
/** A machine on which so many in a row are taken is not one to test on. */
const tries = 100;

/** @returns distinct free ports of loopback @throws ClewError when too few are free */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let attempt = 0; attempt < tries && found.size < count; attempt++) {
    const port = randomInt(firstPort, lastPort + 1);
    if (await isFree(port)) found.add(port);
  }
  if (found.size === count) return [...found];
  throw new ClewError({
    message: worded`fewer than ${openly(count)} ports are free on this machine${hidden(` of ${firstPort} to ${lastPort}`, '')}`,
    cure: 'end the programs that listen there',
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
