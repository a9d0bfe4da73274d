import { describe, expect, it } from 'vitest';
import { faultMark, firstHandId, unmarked } from '@/lib/history/nemesis-value';
import { faultWindows } from '@/lib/nemesis/windows';
import type { HandRequest } from '@/lib/protocol/by-hand';
import { isOp } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import { outcomeSentence } from '@/lib/report/sentence';
import { FaultDesk } from './by-hand';
import { doneSteps, expectLawful, memoryPlan, messagesOf, validity, type Watching, watch } from './watched-run.fixture';

const load = { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: 3600 };

type Plan = ReturnType<typeof memoryPlan>;

/** A run during which requests are made, one after another, and that is stopped after the last. What each came to, in words. */
async function asked(requests: readonly HandRequest[], plan: Plan = memoryPlan({ load }), watching: Watching = {}) {
  const desk = new FaultDesk();
  const said: string[] = [];
  let begun = false;
  const ask = async (stop: () => void) => {
    for (const request of requests) {
      const words = await desk.act(request, operator).then(
        ({ faults }) => faults.map(({ sentence, error = '' }) => sentence + error).join('; '),
        (error: Error) => `${error.name}: ${error.message}`,
      );
      said.push(words);
    }
    stop();
  };
  const run = await watch(plan, {
    ...watching,
    desk,
    onEntry(entry, stop) {
      // As late as this, because the leader is known from the first answers of the nodes on.
      if (begun || !isOp(entry) || entry.index < 100) return;
      begun = true;
      void ask(stop);
    },
  });
  return { run, said, ops: run.history.filter(({ process }) => process === 'nemesis') };
}

const pauseLeader: HandRequest = { action: 'pause', nodes: 'leader' };
const heal: HandRequest = { action: 'heal' };

describe('a fault by hand', () => {
  it('stands in the history with an id of its own and who asked for it, and is healed on request', async () => {
    const cut: HandRequest = { action: 'cut', nodes: ['n4', 'n5'] };
    const { run, said, ops } = await asked([cut, pauseLeader, heal]);
    expect(said).toEqual([
      'n4, n5 cut off from n1, n2, n3 by hand',
      'n1 paused by hand',
      'fully connected; Resumed n1',
    ]);
    expect(ops.slice(0, 4).map(({ f, value }) => [f, value])).toEqual([
      ['start', { id: firstHandId + 1, fault: 'partition', by: 'operator', targets: ['n4', 'n5'] }],
      [
        'start',
        { id: firstHandId + 1, fault: 'partition', by: 'operator', targets: ['n4', 'n5'], cutOff: expect.anything() },
      ],
      ['pause', { id: firstHandId + 2, fault: 'pause', by: 'operator', targets: ['n1'] }],
      ['pause', { id: firstHandId + 2, fault: 'pause', by: 'operator', targets: ['n1'], paused: ['n1'] }],
    ]);
    const windows = faultWindows(run.history);
    expect(windows.map(({ by, fault }) => [by, fault])).toEqual([
      ['operator', 'partition'],
      ['operator', 'pause'],
    ]);
    expect(windows.every(({ healedAt }) => healedAt !== undefined)).toBe(true);
    expectLawful(run.history);
    expect(validity(run)).toBe(true);
    expect(messagesOf(run)).toEqual(
      expect.arrayContaining([
        'By hand, a person: cut n4, n5 off',
        'By hand, a person: pause n1',
        'By hand, a person: heal what was broken by hand',
      ]),
    );
  });

  it('is told of in the outcome, since the plan alone does not repeat the test', async () => {
    const plan = memoryPlan({ load });
    const { run } = await asked([pauseLeader, heal, pauseLeader], plan);
    expect(run.outcome).toMatchObject({ kind: 'verdict', ended: { faultsByHand: 2 } });
    expect(outcomeSentence(plan, run.history, run.outcome)).toContain(
      '2 faults were made by hand: the plan alone does not repeat this.',
    );
    const { run: other } = await asked([heal]);
    expect(other.outcome).not.toHaveProperty('ended.faultsByHand');
  });

  it('is ended with the run that is stopped in the middle of it', async () => {
    const { run, ops } = await asked([{ action: 'kill', nodes: ['n2', 'n3'] }]);
    expect(ops.at(-1)).toMatchObject({ f: 'restart', value: { ends: firstHandId + 1, restarted: ['n2', 'n3'] } });
    expect(doneSteps(run)).toContain('End what was broken by hand');
  });

  it('is ended when the load is over, before the last operations', async () => {
    const plan = memoryPlan({
      load: { ...load, timeLimitSeconds: 1.5 },
      workload: { name: 'set' },
      faults: [{ name: 'partition-random-halves', restSeconds: 0.1, durationSeconds: 0.2 }],
    });
    const desk = new FaultDesk();
    let answer: Promise<unknown> | undefined;
    const run = await watch(plan, {
      desk,
      onEntry(entry) {
        if (answer || !isOp(entry) || entry.index < 100) return;
        answer = desk.act({ action: 'cut', nodes: ['n1', 'n2', 'n3'] }, operator);
      },
    });
    await expect(answer).resolves.toBeDefined();
    const marks = run.history.flatMap((op) => (op.process === 'nemesis' ? [faultMark(op.value)] : []));
    const planned = marks.filter((mark) => mark && mark.id < firstHandId);
    expect(planned.length).toBeGreaterThan(4);
    const ends = run.history.filter(({ value }) => {
      const mark = faultMark(value);
      return mark?.phase === 'end' && mark.id > firstHandId;
    });
    expect(ends.map(({ value }) => unmarked(value))).toEqual([null, { state: 'fully connected' }]);
    const lastReads = run.history.filter(({ f, type }) => f === 'read' && type === 'invoke');
    const healedAt = ends[1]?.index ?? Number.POSITIVE_INFINITY;
    expect(lastReads.filter(({ index }) => index > healedAt)).toHaveLength(5);
    await expect(desk.act(heal, operator)).rejects.toThrow('the run is not in its test');
  });

  it('is refused while the cluster is looked at after the last operation', async () => {
    const desk = new FaultDesk();
    let refusal: unknown;
    await watch(memoryPlan({ load: { ...load, timeLimitSeconds: 1 } }), {
      desk,
      testbed: {
        confirm: async () => {
          refusal = await desk.act({ action: 'cut', nodes: ['n1'] }, operator).catch((error: unknown) => error);
        },
      },
    });
    expect(refusal).toMatchObject({ name: 'HandRefusal', message: expect.stringMatching(/^the load is over/) });
  });

  it('is refused with a sentence where it cannot be made', async () => {
    const { said, ops, run } = await asked([
      { action: 'pause', nodes: ['n9'] },
      { action: 'cut', nodes: ['n1', 'n2', 'n3', 'n4', 'n5'] },
      heal,
      { action: 'heal', id: 7 },
      { action: 'pause', nodes: ['n2'] },
      { action: 'kill', nodes: ['n2', 'n3'] },
    ]);
    expect(said).toEqual([
      'HandRefusal: the cluster has no node n9: it has n1, n2, n3, n4, n5',
      'HandRefusal: all nodes together are cut off from nobody: leave at least one out',
      'HandRefusal: nothing is broken by hand',
      'HandRefusal: no fault 7 that was made by hand is open',
      'n2 paused by hand',
      'HandRefusal: n2 is paused or killed already by another fault',
    ]);
    expect(new Set(ops.map(({ f }) => f))).toEqual(new Set(['pause', 'resume']));
    expectLawful(run.history);
  });

  it('is refused where the cluster has no hold of processes, and where no leader is known', async () => {
    const network = { cut: async () => undefined, heal: async () => undefined };
    const { said } = await asked(
      [{ action: 'kill', nodes: ['n1'] }, { action: 'cut', nodes: ['n1'] }, pauseLeader],
      memoryPlan({ load }),
      {
        capabilities: { network },
        testbed: { openStatusProbe: () => undefined },
      },
    );
    expect(said).toEqual([
      'HandRefusal: this cluster has no process that a fault could reach',
      'n1 cut off from n2, n3, n4, n5 by hand',
      'HandRefusal: no node is known to lead at present',
    ]);
  });

  it('is refused when too many are open', async () => {
    const cuts = Array.from({ length: 9 }, (): HandRequest => ({ action: 'cut', nodes: ['n1'] }));
    const { said } = await asked(cuts);
    expect(said.slice(7)).toEqual([
      'n1 cut off from n2, n3, n4, n5 by hand',
      'HandRefusal: 8 faults made by hand are open: heal one of them first',
    ]);
  });
});
