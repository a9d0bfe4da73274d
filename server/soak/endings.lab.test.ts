/** Two cells of the table that `npm run soak` goes through, with the command line as it was built. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import { packageRoot } from '../base/package-root';
import { cannotMakeLabs } from '../lab/test-lab';
import { tryCell } from './cell';
import { endings } from './endings';
import { states } from './states';

const isBuilt = existsSync(join(packageRoot, '.next/BUILD_ID'));
if (!isBuilt)
  process.stderr.write('the test of a server that ends is skipped: npm run build makes the pages it serves\n');

const bundling = `
const { bundle, serverEntries } = await import('./server/bin/build.mjs');
await bundle({ ...serverEntries, 'soak-inside': 'server/soak/inside.ts' });`;

describe.skipIf(cannotMakeLabs || !isBuilt)('a server that serves a run on a lab', () => {
  beforeAll(() =>
    promisify(execFile)(process.execPath, ['--input-type=module', '--eval', bundling], { cwd: packageRoot }),
  );

  it.each([
    [
      'unhandled rejection',
      'partition on',
      /^error: The test itself failed: Clew failed while it ran: rejected by the soak\.$/,
    ],
    [
      'kill -9',
      'paused',
      /^aborted: The run was aborted after [\d.]+ s of [\d.]+ s: the server stopped while it ran\.$/,
    ],
  ])('after %s with %s has lost nothing that was seen, and leaves nothing broken', async (ending, state, says) => {
    const named = <T extends { readonly name: string }>(all: readonly T[], name: string) =>
      present(
        all.find((each) => each.name === name),
        name,
      );
    const { late: _, said, ...row } = await tryCell(named(endings, ending), named(states, state));
    expect(row, said).toMatchObject({ says: expect.stringMatching(says), left: '–', lost: '0', breaches: [] });
  });
});
