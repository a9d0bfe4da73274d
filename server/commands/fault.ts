/** `clew fault <run> <action> [nodes…]`: breaks something in a running test, or puts right what was broken by hand. */
import { resolve } from 'node:path';
import { printableJson } from '@/lib/base/plain-text';
import { handActions } from '@/lib/catalog/faults/by-hand';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import type { HandRequest } from '@/lib/protocol/by-hand';
import { ArgumentError } from './argument-error';
import { findServer, RefusedError } from './server-client';
import { exitCodes, type Terminal } from './terminal';

export interface FaultSettings {
  readonly data: string;
  readonly json: boolean;
}

/** @param words the action, and what it is done to @throws ArgumentError where that makes no request, or the server refuses it */
export async function faultCommand(
  run: string,
  words: readonly string[],
  { data, json }: FaultSettings,
  terminal: Terminal,
): Promise<number> {
  const request = requestFrom(words);
  const server = await findServer(resolve(data), terminal.err);
  if (!server) throw new ArgumentError(`no server runs on ${data}, so no test does; choose with --data`);
  const { faults } = await server
    .ask(endpoints.breakByHand, { params: { id: run }, body: request })
    .catch((error: unknown) => {
      const isAnswer = error instanceof RefusedError && [400, 404, 409].includes(error.status);
      throw isAnswer ? new ArgumentError(error.reason) : error;
    });
  if (json) terminal.out(printableJson(JSON.stringify({ faults })));
  else for (const { id, sentence, error } of faults) terminal.out(`${id}: ${sentence}${error ? `: ${error}` : ''}`);
  return faults.every(({ error }) => error === undefined) ? exitCodes.valid : exitCodes.failed;
}

function requestFrom([action, ...rest]: readonly string[]): HandRequest {
  if (action === 'heal') {
    if (rest.length === 0) return { action };
    const id = Number(rest[0]);
    if (rest.length > 1 || !Number.isSafeInteger(id)) throw new ArgumentError('heal takes the number of one fault');
    return { action, id };
  }
  const found = handActions.find((each) => each === action);
  if (found === undefined) throw new ArgumentError(`there is no ${action}; choose ${handActions.join(', ')} or heal`);
  if (rest.length === 0) throw new ArgumentError(`${found} takes nodes, as in ${found} n1 n2, or ${found} leader`);
  return { action: found, nodes: rest.length === 1 && rest[0] === 'leader' ? 'leader' : rest };
}
