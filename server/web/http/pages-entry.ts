/** The process that makes the pages: Next on a socket that only the server knows. */
import { createServer } from 'node:http';
import next from 'next';
import { present } from '@/lib/base/assert';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import type { LinkKind } from '@/lib/protocol/link';
import type { RunSummary } from '@/lib/protocol/run';
import { offerSharedReader } from '@/lib/protocol/shared-reader';
import type { Trend } from '@/lib/protocol/trend';
import { followParent } from '../../base/low-process';
import { packageRoot } from '../../base/package-root';
import type { PagesAnswer, PagesMessage } from './pages-messages';

followParent();

const waiting = new Map<number, { resolve(found: unknown): void; reject(error: Error): void }>();
let lastId = 0;

function tell(message: PagesMessage): void {
  process.send?.(message);
}

function read(kind: LinkKind, token: string): Promise<unknown> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    tell({ type: 'read', id, kind, token });
  });
}

process.on('message', ({ id, found, error }: PagesAnswer) => {
  const asked = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) asked?.resolve(found);
  else asked?.reject(new Error(error));
});

offerSharedReader({
  publicUrl: process.env.CLEW_PUBLIC_URL,
  run: (token) => read('run', token) as Promise<RunSummary | undefined>,
  experiment: (token) => read('experiment', token) as Promise<ExperimentSummary | undefined>,
  comparison: (token) => read('comparison', token) as Promise<readonly RunSummary[] | undefined>,
  trend: (token) => read('trend', token) as Promise<Trend | undefined>,
});

const app = next({ dev: false, dir: packageRoot });
await app.prepare();
const handle = app.getRequestHandler();
// The server before it counts the connections and ends those that take too long.
const http = createServer(
  { requestTimeout: 0, headersTimeout: 0 },
  (request, response) => void handle(request, response),
);
http.listen(present(process.env.CLEW_PAGES_SOCKET, 'the socket of the pages'), () => tell({ type: 'ready' }));
