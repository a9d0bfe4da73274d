/** `clew token`: the address that signs a browser in; with --rotate another one, and whoever had the old one is out. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import { openStore } from '../store/store';
import { changeToken, readToken } from '../web/auth/token';
import { ArgumentError } from './argument-error';
import { findServer } from './server-client';
import { exitCodes, type Terminal } from './terminal';

export interface TokenSettings {
  readonly data: string;
  readonly rotate: boolean;
}

/** @throws ArgumentError where nothing was served from the directory; ClewError where a server holds it and cannot be asked */
export async function tokenCommand(settings: TokenSettings, terminal: Terminal): Promise<number> {
  const data = resolve(settings.data);
  const server = await findServer(data, terminal.err);
  const token = settings.rotate
    ? server
      ? (await server.ask(endpoints.changeToken, {})).token
      : await changeAlone(data)
    : await readToken(join(data, 'token'));
  if (token === undefined) throw noToken(data);
  terminal.out(server ? `${server.origin}/?token=${token}` : token);
  if (settings.rotate) terminal.err('clew: the old token and every session have ended');
  return exitCodes.valid;
}

/** Whoever holds the directory would go on with the old token. */
async function changeAlone(data: string): Promise<string> {
  if (!existsSync(join(data, 'store'))) throw noToken(data);
  const store = await openStore(join(data, 'store'));
  try {
    await store.sessions.clear();
    return await changeToken(data);
  } finally {
    await store.close();
  }
}

function noToken(data: string): ArgumentError {
  return new ArgumentError(`nothing was served from ${data} yet, so it has no token; choose with --data`);
}
