/** What Playwright does before its first worker starts: two workers that both found a stale build would build at once. */
import { ensureBuild } from './setup.mjs';

export default async function prepare() {
  // Another build than this checkout's is put to the test.
  if (process.env.CLEW_E2E_COMMAND === undefined) await ensureBuild();
}
