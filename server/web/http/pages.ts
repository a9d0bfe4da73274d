/** The pages: Next, inside this process, behind our own server. It answers whatever is not /api. */
import { existsSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import { ClewError } from '../../base/failure';
import { packageRoot } from '../../base/package-root';

export interface Pages {
  readonly listener: RequestListener;
  close(): Promise<void>;
}

/** @throws ClewError when the pages were not built */
export async function openNextPages(isDevelopment: boolean): Promise<Pages> {
  const build = join(packageRoot, process.env.CLEW_DIST ?? '.next');
  if (!isDevelopment && !existsSync(join(build, 'BUILD_ID'))) {
    throw new ClewError({ message: `there are no built pages in ${build}`, cure: 'build them with npm run build' });
  }
  const app = next({ dev: isDevelopment, dir: packageRoot });
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
