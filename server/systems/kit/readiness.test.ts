import { expect, it } from 'vitest';
import type { Daemon } from './daemon';
import { awaitServing, type Serving } from './readiness';
import type { SystemContext, SystemNode } from './system';

const log = { stdout: 'MASTER <-> REPLICA sync started\n', stderr: '', exitCode: 0 };
const node = { name: 'n2', remote: { exec: async () => log } } as unknown as SystemNode;
const context = { signal: new AbortController().signal } as SystemContext;
const daemon = { isRunning: async () => true, startedCommand: async () => undefined } as unknown as Daemon;

function served(...answers: readonly Serving[]): Promise<void> {
  let asked = 0;
  return awaitServing(node, context, {
    ...{ system: 'Redis', daemon, logFile: '/log', cure: 'Look.', first: {}, timeoutMs: 150 },
    isServing: async () => answers[Math.min(asked++, answers.length - 1)] ?? false,
  });
}

it('waits while a node says what it lacks, as while it says nothing', async () => {
  await served('had not attached', false, true);
});

it('a node that lacks something to the end is named, with what it lacked last', async () => {
  await expect(served(false, 'had not attached to its master n1')).rejects.toMatchObject({
    name: 'NodeNotReadyError',
    failure: {
      node: 'n2',
      message: expect.stringContaining('n2: Redis had not attached to its master n1 after 0.15 s'),
    },
  });
  await expect(served(false)).rejects.toMatchObject({
    failure: { message: expect.stringContaining('was not healthy after 0.15 s') },
  });
});
