import { describe, expect, it } from 'vitest';
import { wholeText } from '@/lib/base/wording';
import type { TargetsName } from '@/lib/nemesis/targets';
import { ClewError } from '../base/failure';
import type { FaultContext, FaultDriver } from './driver';
import { contextOf, five } from './faults.fixture';
import { kill } from './kill';
import { PaperProcesses } from './paper-processes.fixture';
import { pause } from './pause';

function make(driver: FaultDriver, targets: TargetsName, more: Partial<FaultContext> = {}, nodes?: readonly string[]) {
  const processes = new PaperProcesses();
  const warnings: string[] = [];
  const context = contextOf(
    { process: processes },
    { warn: (message) => void warnings.push(wholeText(message)), ...more },
  );
  return { processes, warnings, context, injector: driver.open(context, { targets, nodes }) };
}

function killed(value: { readonly killed?: unknown }): readonly string[] {
  return value.killed as readonly string[];
}

describe('a pause', () => {
  it('stops the leader of the moment, names it, and lets it go on', async () => {
    let leader = 'n4';
    const { processes, injector } = make(pause, 'leader', { leader: () => leader });
    expect(await injector.begin(1)).toEqual({ value: { paused: ['n4'], leader: 'n4' } });
    expect(await injector.end(1)).toEqual({ value: { resumed: ['n4'] } });
    leader = 'n1';
    expect(await injector.begin(2)).toEqual({ value: { paused: ['n1'], leader: 'n1' } });
    expect(processes.log).toEqual(['pause n4', 'resume n4', 'pause n1']);
  });

  it('hits another node where none leads, and says so', async () => {
    const { processes, injector } = make(pause, 'leader');
    const { value } = await injector.begin(1);
    expect(value).toEqual({ paused: [expect.stringMatching(/^n[1-5]$/)], leader: null });
    expect(processes.log).toHaveLength(1);
  });

  it('has nothing to do where nothing is paused', async () => {
    const { processes, injector } = make(pause, 'one');
    expect(await injector.end(1)).toEqual({ value: { state: 'all running' } });
    await injector.heal();
    expect(processes.log).toEqual([]);
  });

  it('tells of a process that is not there to be paused, and goes on', async () => {
    const { processes, injector, warnings } = make(pause, 'leader', { leader: () => 'n2' });
    processes.down.add('n2');
    expect(await injector.begin(1)).toEqual({ value: {}, error: 'n2: the process of the system does not run' });
    expect(warnings).toEqual(['n2: the process of the system does not run']);
    expect(await injector.end(1)).toEqual({ value: { state: 'all running' } });
  });

  it('tells of a process that ended in its sleep, and pauses it no more', async () => {
    const { processes, injector } = make(pause, 'leader', { leader: () => 'n2' });
    await injector.begin(1);
    processes.down.add('n2');
    expect(await injector.end(1)).toEqual({ value: { gone: ['n2'] }, error: 'n2: it does not run' });
    expect(await injector.end(1)).toEqual({ value: { state: 'all running' } });
  });

  it('is a failure of ours where the node does not answer, and what was hit is healed', async () => {
    const first = make(pause, 'minority');
    await first.injector.begin(1);
    const [one = '', other = ''] = first.processes.log.map((line) => line.replace('pause ', ''));
    const { processes, injector } = make(pause, 'minority');
    processes.broken.set(`pause ${other}`, new Error('no route'));
    await expect(injector.begin(1)).rejects.toThrow('no route');
    processes.broken.clear();
    await injector.heal();
    expect(processes.log).toEqual([`pause ${one}`, `resume ${one}`, `resume ${other}`]);
  });

  it('is a failure of ours where it cannot be told whether the process runs', async () => {
    const { processes, injector } = make(pause, 'leader', { leader: () => 'n2' });
    processes.broken.set('pause n2', new Error('timed out'));
    processes.broken.set('ask n2', new Error('no route'));
    await expect(injector.begin(1)).rejects.toThrow('no route');
  });

  it('takes one node unless the plan says more', async () => {
    const processes = new PaperProcesses();
    await pause.open(contextOf({ process: processes }), {}).begin(1);
    expect(processes.log).toHaveLength(1);
    expect(() => pause.open(contextOf({ process: processes }), { targets: 'everything' })).toThrow();
  });
});

describe('a kill', () => {
  it('ends a minority, and starts it again', async () => {
    const { processes, injector } = make(kill, 'minority');
    const nodes = killed((await injector.begin(1)).value);
    expect(nodes).toHaveLength(2);
    expect([...processes.down].sort()).toEqual([...nodes]);
    expect(await injector.end(1)).toEqual({ value: { restarted: nodes } });
    expect(processes.down.size).toBe(0);
  });

  it('ends a majority, all nodes, or those that are named', async () => {
    const hit = async (targets: TargetsName, nodes?: readonly string[]) =>
      killed((await make(kill, targets, {}, nodes).injector.begin(1)).value);
    expect(await hit('majority')).toHaveLength(3);
    expect(await hit('all')).toEqual(five);
    expect(await hit('given', ['n5', 'n2'])).toEqual(['n2', 'n5']);
    expect(() => make(kill, 'given', {}, ['n7'])).toThrow('no node n7');
    expect(() => make(kill, 'given')).toThrow('none is named');
  });

  it('hits every node sooner or later, one at a time, the same for the same seed', async () => {
    const drawn = async () => {
      const { injector } = make(kill, 'one');
      const hit: string[] = [];
      for (let turn = 1; turn <= 40; turn++) {
        hit.push(...killed((await injector.begin(turn)).value));
        await injector.end(turn);
      }
      return hit;
    };
    const hit = await drawn();
    expect(hit).toHaveLength(40);
    expect(new Set(hit).size).toBe(5);
    expect(await drawn()).toEqual(hit);
  });

  it('takes a process that had ended by itself for killed', async () => {
    const { processes, injector } = make(kill, 'leader', { leader: () => 'n3' });
    processes.down.add('n3');
    expect(await injector.begin(1)).toEqual({ value: { killed: ['n3'], leader: 'n3' } });
    expect(await injector.end(1)).toEqual({ value: { restarted: ['n3'] } });
  });

  it('tells of a node that does not come back, with its log, hits others meanwhile, and tries again at each end', async () => {
    const { processes, injector, warnings } = make(kill, 'leader', { leader: () => 'n3' });
    await injector.begin(1);
    const failure = { message: 'n3: etcd exited while starting', node: 'n3', log: ['panic: no data'] };
    processes.broken.set('restart n3', new ClewError(failure));
    expect(await injector.end(1)).toEqual({ value: {}, error: 'n3: etcd exited while starting' });
    expect(warnings).toEqual(['n3: etcd exited while starting', 'panic: no data']);
    await expect(injector.heal()).rejects.toThrow('n3: etcd exited while starting');
    const [other = ''] = killed((await injector.begin(2)).value);
    expect(other).not.toBe('n3');
    processes.broken.clear();
    expect(await injector.end(2)).toEqual({
      value: { restarted: five.filter((node) => ['n3', other].includes(node)) },
    });
  });

  it('restarts what is down when the run ends, and only that', async () => {
    const { processes, injector } = make(kill, 'one');
    const [node] = killed((await injector.begin(1)).value);
    await injector.heal();
    await injector.heal();
    expect(processes.log).toEqual([`kill ${node}`, `restart ${node}`]);
  });
});

describe('faults of processes that overlap', () => {
  it('end by their ids, each what it hit', async () => {
    const { processes, injector } = make(pause, 'one');
    const hit = (done: { readonly value: { readonly paused?: unknown } }) => (done.value.paused as string[])[0] ?? '';
    const first = hit(await injector.begin(1));
    const second = hit(await injector.begin(2));
    expect(second).not.toBe(first);
    expect(await injector.end(1)).toEqual({ value: { resumed: [first] } });
    expect(await injector.end(2)).toEqual({ value: { resumed: [second] } });
    expect(processes.log).toEqual([`pause ${first}`, `pause ${second}`, `resume ${first}`, `resume ${second}`]);
  });

  it('never hit the process that another holds', async () => {
    const { processes, context, injector } = make(kill, 'minority');
    const nodes = killed((await injector.begin(1)).value);
    const sleepers = pause.open(context, { targets: 'minority' });
    const { value } = await sleepers.begin(2);
    expect([...nodes, ...(value.paused as string[])].toSorted()).toHaveLength(3);
    expect((value.paused as string[]).some((node) => nodes.includes(node))).toBe(false);
    await sleepers.end(2);
    await injector.end(1);
    expect([context.held.size, processes.down.size]).toEqual([0, 0]);
  });

  it('say so where no process is left', async () => {
    const { context, injector } = make(kill, 'one');
    for (const node of five) context.held.add(node);
    expect(await injector.begin(1)).toEqual({
      value: {},
      error: 'every process that it may hit is held by another fault',
    });
  });
});
