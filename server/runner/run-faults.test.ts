import { describe, expect, it } from 'vitest';
import { unmarked } from '@/lib/history/nemesis-value';
import { isOp } from '@/lib/protocol/entry';
import { ClewError } from '../base/failure';
import { memoryTestbed } from '../testbed/memory/testbed';
import { requiredCapability } from '../testbed/testbed';
import { doneSteps, expectLawful, memoryPlan, messagesOf, validity, watch } from './watched-run.fixture';

describe('a run that pauses and kills', () => {
  const turns = { restSeconds: 0.4, durationSeconds: 0.6 };
  const load = { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: 2 };

  it('hits the leader of the moment, through the status that the nodes give, and is valid with quorum reads', async () => {
    for (const name of ['pause', 'kill', 'partition-leader'] as const) {
      const run = await watch(
        memoryPlan({ faults: [{ name, ...(name !== 'partition-leader' && { targets: 'leader' }), ...turns }], load }),
      );
      expect(validity(run)).toBe(true);
      expectLawful(run.history);
      const ops = run.history.filter(({ process }) => process === 'nemesis');
      const [, first] = ops;
      expect(first?.value).toMatchObject({ leader: 'n1' });
      expect(ops.every(({ error }) => error === undefined)).toBe(true);
      const statuses = run.events.flatMap((event) => (event.type === 'status' ? [event.nodes] : []));
      const elected = statuses.some((nodes) =>
        Object.entries(nodes).some(([node, report]) => {
          return node !== 'n1' && report !== 'unreachable' && report.role === 'leader';
        }),
      );
      expect(elected).toBe(true);
    }
  });

  it('leaves operations on a paused node unknown, and refuses those on a killed one', async () => {
    const errorsOf = async (name: 'pause' | 'kill') => {
      const run = await watch(memoryPlan({ faults: [{ name, ...turns }], load }));
      return new Set(run.history.map(({ error }) => error));
    };
    expect(await errorsOf('pause')).toContain('timed-out');
    expect(await errorsOf('kill')).toContain('connection-refused');
  });

  it('resumes what is paused when it is stopped, and the history says so', async () => {
    const fault = { name: 'pause', targets: 'minority', restSeconds: 0.1, durationSeconds: 3600 } as const;
    const plan = memoryPlan({ faults: [fault], load: { ...load, timeLimitSeconds: 3600 } });
    const run = await watch(plan, {
      onEntry(entry, stop) {
        if (isOp(entry) && entry.process === 'nemesis' && unmarked(entry.value) !== null) stop();
      },
    });
    expect(validity(run)).toBe(true);
    const ops = run.history.filter(({ process }) => process === 'nemesis');
    const made = ops[1]?.value as { readonly paused: readonly string[] } | undefined;
    expect(made?.paused).toHaveLength(2);
    expect(ops.at(-1)).toMatchObject({ f: 'resume', value: { resumed: made?.paused } });
    expect(doneSteps(run)).toContain('Resume what is paused');
  });

  it('goes on when a killed node does not come back, and is judged', async () => {
    const plan = memoryPlan({ faults: [{ name: 'kill', targets: 'leader', ...turns }], load });
    const testbed = memoryTestbed(plan);
    const processes = requiredCapability(testbed, 'process');
    const failure = { message: 'n1: it exited while starting', node: 'n1', log: ['panic: no space'] };
    const run = await watch(plan, {
      testbed: {
        setUp: (report, signal) => testbed.setUp(report, signal),
        openClient: (node) => testbed.openClient(node),
        openStatusProbe: (node) => testbed.openStatusProbe?.(node),
      },
      capabilities: { process: { ...processes, restart: () => Promise.reject(new ClewError(failure)) } },
    });
    expect(run.outcome.kind).toBe('verdict');
    const restarts = run.history.filter(({ f, error }) => f === 'restart' && error !== undefined);
    expect(restarts[0]).toMatchObject({ value: { ends: 1, fault: 'kill' }, error: failure.message });
    expect(messagesOf(run)).toEqual(expect.arrayContaining([failure.message, 'panic: no space']));
    expect(messagesOf(run)).toContainEqual(expect.stringMatching(/^Restart what was killed failed: n1: it exited/));
  });
});
