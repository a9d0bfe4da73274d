/** What answers /api/imports: a history is announced, sent as it is, and becomes a run. */
import type { IncomingMessage } from 'node:http';
import type { ImportStatus } from '@/lib/protocol/import';
import { BusyImportsError, ImportError, type Imports } from '../../import/imports';
import type { Handlers } from './handler';
import { Refusal } from './refusal';

type ImportHandlers = Pick<Handlers, 'beginImport' | 'sendImport' | 'readImport' | 'cancelImport'>;

const retryAfterSeconds = 5;

export function importHandlers(imports: Imports): ImportHandlers {
  const find = (id: string): ImportStatus => {
    const status = imports.status(id);
    if (!status) throw new Refusal(404, `there is no import ${id}`);
    return status;
  };
  return {
    beginImport: async ({ body, by }) => imports.begin(body, by),
    readImport: async ({ params }) => find(params.id),
    cancelImport: async ({ params }) => {
      find(params.id);
      imports.cancel(params.id);
    },
    sendImport: async ({ params, incoming }) => {
      const { state } = find(params.id);
      if (state !== 'waiting') throw new Refusal(409, `import ${params.id} is ${state}; begin another one`);
      // Other types can be sent by a form of any site without the browser asking first.
      if (incoming.headers['content-type'] !== contentType) throw new Refusal(415, `send ${contentType}`);
      const length = Number(incoming.headers['content-length'] ?? Number.NaN);
      const totalBytes = Number.isNaN(length) ? undefined : length;
      try {
        return await imports.read(params.id, { pieces: piecesOf(incoming), totalBytes });
      } catch (error) {
        if (error instanceof BusyImportsError) throw new Refusal(503, error.message, undefined, retryAfterSeconds);
        if (error instanceof ImportError) throw new Refusal(400, error.message);
        throw error;
      }
    },
  };
}

const contentType = 'application/octet-stream';

/** Whoever stops reading leaves the connection whole, so that the answer can be sent. */
async function* piecesOf(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of incoming.iterator({ destroyOnReturn: false })) yield piece as Uint8Array;
  } catch (error) {
    throw new ImportError('the file broke off on its way, and nothing of it was kept; bring it again', {
      cause: error,
    });
  }
}

/** A file comes for as long as it is; the other requests of a page are over soon. */
export function bringsFile({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): boolean {
  return method === 'POST' && /^\/api\/imports\/[^/?]+\/content$/.test(url);
}
