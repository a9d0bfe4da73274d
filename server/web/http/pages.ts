/**
 * The pages: Next, in a process of its own and of low priority, which begins when the first page is asked for. Making pages
 * and pictures and packing them takes a core for as long as somebody asks; here they only pass through. In development Next
 * runs in this process, where it can refresh a page over a socket.
 */
import { existsSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { join } from 'node:path';
import type { SharedReader } from '@/lib/protocol/shared-reader';
import { offerSharedReader } from '@/lib/protocol/shared-reader';
import { ClewError } from '../../base/failure';
import { packageRoot } from '../../base/package-root';
import { PagesProcess } from './pages-process';

export interface Pages {
  readonly listener: RequestListener;
  close(): Promise<void>;
}

export interface PagesOptions {
  readonly isDevelopment: boolean;
  /** What a page that is made on the server may show. */
  readonly shared: SharedReader;
  isOperator(request: IncomingMessage): boolean;
}

/** @throws ClewError when the pages were not built */
export async function openPages(options: PagesOptions): Promise<Pages> {
  if (options.isDevelopment) {
    offerSharedReader(options.shared);
    return openHere();
  }
  const build = join(packageRoot, process.env.CLEW_DIST ?? '.next');
  if (!existsSync(join(build, 'BUILD_ID'))) {
    throw new ClewError({ message: `there are no built pages in ${build}`, cure: 'build them with npm run build' });
  }
  return PagesProcess.open(options);
}

async function openHere(): Promise<Pages> {
  const { default: next } = await import('next');
  const app = next({ dev: true, dir: packageRoot });
  await withoutOutput(() => app.prepare());
  const handle = app.getRequestHandler();
  return {
    listener: (request, response) => void handle(request, response),
    close: () => app.close(),
  };
}

/** Next logs its start to stdout, which belongs to the results of a command; its errors are thrown. */
async function withoutOutput(work: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => undefined;
  try {
    await work();
  } finally {
    console.log = log;
  }
}
