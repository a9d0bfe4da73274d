/** How long five nodes of AntiEtcd take on the embedded cluster, from nothing to the initial value on each of them. */
import { planSchema } from '@/lib/plan/plan';
import type { Reporter } from '../systems/kit/client';
import { TestbedOpener } from '../testbed/open-testbed';
import { type Bench, durationText, goalText } from './figure';
import { withDirectory } from './served';

const goalMs = 3000;
/** An election that has to be repeated takes a second more; the median tells what to expect. */
const starts = 5;

const plan = planSchema.parse({
  name: 'embedded',
  cluster: { type: 'embedded' },
  system: { name: 'antietcd' },
  seed: 1,
});

const quiet: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };

export const embeddedStart: Bench = {
  name: 'embedded',
  about: 'five nodes of AntiEtcd as processes of this machine, from nothing to ready',
  run: (report) =>
    withDirectory(async (dataDirectory) => {
      const timesMs: number[] = [];
      for (let start = 0; start < starts; start++) timesMs.push(await startTimed(dataDirectory));
      timesMs.sort((a, b) => a - b);
      const [least = 0, , median = 0, , most = 0] = timesMs;
      report({
        name: 'embedded cluster of 5 nodes up',
        figure: durationText(median),
        comparison: `${goalText('≤ 3 s', median <= goalMs)}; ${starts} starts, ${durationText(least)} to ${durationText(most)}`,
        data: { medianMs: median, minMs: least, maxMs: most },
      });
    }),
};

async function startTimed(dataDirectory: string): Promise<number> {
  const testbed = await new TestbedOpener().open(plan, { runId: 'bench', dataDirectory });
  const beganMs = performance.now();
  try {
    await testbed.setUp(quiet, new AbortController().signal);
    return performance.now() - beganMs;
  } finally {
    await testbed.tearDown(quiet);
  }
}
