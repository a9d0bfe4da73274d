import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawn } from '@/lib/checker/core/drawn-history.fixture';
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { runInThread } from './thread';

/** It never comes back from its first step, and nothing that it keeps can be collected. */
const hungry = `export default {
  name: 'hungry',
  step() {
    const kept = [];
    for (;;) kept.push(new Array(1_000_000).fill(1));
  },
};`;

test('a check whose memory ends at a stroke is over as one that met its limit of memory, and does not wait for its time', async () => {
  const directory = await temporaryDirectory();
  const model = join(directory.path, 'hungry.mjs');
  await writeFile(model, hungry);
  const history = drawn('0 0 invoke write 1\n1 0 ok write 1\n2 0 invoke read\n3 0 ok read 1');
  const parts = [{ history, key: null, places: [0, 1, 2, 3], starts: [null] }];
  const source = { kind: 'parts', parts, sliceMs: 3_600_000, isExplained: true } as const;
  const limits = { timeLimitMs: 3_600_000, memoryLimitMb: 16 };
  expect(await runInThread({ source, model, initial: null, limits }, {})).toEqual({ type: 'stopped', cause: 'memory' });
  await directory.remove();
});
