/** A server for tests of what is around runs: their work is a puppet's, and every page is the same. */
import { openNoTestbed, type Puppet } from '../jobs/puppet.fixture';
import { type ServeOptions, type ServerHandle, serve } from './serve';

export function servePuppet(
  dataDirectory: string,
  puppet?: Puppet,
  changes: Partial<ServeOptions> = {},
): Promise<ServerHandle> {
  return serve({
    port: 0,
    dataDirectory,
    openTestbed: openNoTestbed,
    ...(puppet && { execute: puppet.execute }),
    examine: async () => [],
    openPages: async () => ({ listener: (_, response) => void response.end('a page'), close: async () => undefined }),
    failureLimit: { burst: 1_000_000 },
    ...changes,
  });
}
