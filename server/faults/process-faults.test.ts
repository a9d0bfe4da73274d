import { describe, expect, it } from 'vitest';
import { randomFrom } from '@/lib/base/random';
import type { Op } from '@/lib/history/op';
import type { TargetsName } from '@/lib/nemesis/targets';
import { ClewError } from '../base/failure';
import type { Net } from '../nodes/net/net';
import type { Processes } from '../testbed/testbed';
import type { NemesisInput } from './nemesis';
import { killNemesis, pauseNemesis } from './process-faults';

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];
const net = {} as Net;

/** Processes on paper: what was done to each, and what is refused. */
class PaperProcesses implements Processes {
  readonly log: string[] = [];
  readonly down = new Set<string>();
  /** `restart n2`: what goes wrong, and how. */
  readonly broken = new Map<string, Error>();

  isRunning = async (node: string) => {
    this.#meet(`ask ${node}`);
    return !this.down.has(node);
  };
  kill = (node: string) => this.#act('kill', node, () => this.down.add(node));
  restart = (node: string) => this.#act('restart', node, () => this.down.delete(node));
  pause = (node: string) => this.#act('pause', node);
  resume = (node: string) => this.#act('resume', node);

  async #act(verb: string, node: string, done?: () => void): Promise<void> {
    this.#meet(`${verb} ${node}`);
    if (verb !== 'restart' && this.down.has(node)) throw new Error('it does not run');
    this.log.push(`${verb} ${node}`);
    done?.();
  }

  #meet(what: string): void {
    const error = this.broken.get(what);
    if (error) throw error;
  }
}

function make(nemesisOf: typeof killNemesis, targets: TargetsName, more: Partial<NemesisInput> = {}) {
  const processes = new PaperProcesses();
  const warnings: string[] = [];
  const testbed = { nodes: five, net, processes };
  const warn = (message: string) => void warnings.push(message);
  const input = { testbed, random: randomFrom(11), leader: () => undefined, warn, ...more };
  const nemesis = nemesisOf(input, targets);
  const invoke = (f: string) => nemesis.invoke(op(f));
  return { processes, warnings, nemesis, invoke };
}

function op(f: string): Op {
  return { index: 0, time: 0, process: 'nemesis', type: 'info', f, value: null };
}

function killed(value: unknown): readonly string[] {
  return (value as { readonly killed: readonly string[] }).killed;
}

describe('a pause', () => {
  it('stops the leader of the moment, names it, and lets it go on', async () => {
    let leader = 'n4';
    const { processes, invoke } = make(pauseNemesis, 'leader', { leader: () => leader });
    expect(await invoke('pause')).toEqual({ value: { paused: ['n4'], leader: 'n4' } });
    expect(await invoke('resume')).toEqual({ value: { resumed: ['n4'] } });
    leader = 'n1';
    expect(await invoke('pause')).toEqual({ value: { paused: ['n1'], leader: 'n1' } });
    expect(processes.log).toEqual(['pause n4', 'resume n4', 'pause n1']);
  });

  it('hits somebody else where nobody leads, and says so', async () => {
    const { processes, invoke } = make(pauseNemesis, 'leader');
    const { value } = await invoke('pause');
    expect(value).toEqual({ paused: [expect.stringMatching(/^n[1-5]$/)], leader: null });
    expect(processes.log).toHaveLength(1);
  });

  it('has nothing to do where nothing is paused', async () => {
    const { processes, invoke, nemesis } = make(pauseNemesis, 'one');
    expect(await invoke('resume')).toEqual({ value: 'all running' });
    await nemesis.heal();
    expect(processes.log).toEqual([]);
  });

  it('tells of a process that is not there to be paused, and goes on', async () => {
    const { processes, invoke, warnings } = make(pauseNemesis, 'leader', { leader: () => 'n2' });
    processes.down.add('n2');
    expect(await invoke('pause')).toEqual({
      value: null,
      error: 'n2: the process of the system does not run',
    });
    expect(warnings).toEqual(['n2: the process of the system does not run']);
    expect(await invoke('resume')).toEqual({ value: 'all running' });
  });

  it('tells of a process that ended in its sleep, and pauses it no more', async () => {
    const { processes, invoke } = make(pauseNemesis, 'leader', { leader: () => 'n2' });
    await invoke('pause');
    processes.down.add('n2');
    expect(await invoke('resume')).toEqual({ value: null, error: 'n2: it does not run' });
    expect(await invoke('resume')).toEqual({ value: 'all running' });
  });

  it('is a failure of ours where the node does not answer, and what was hit is healed', async () => {
    const { processes, invoke, nemesis } = make(pauseNemesis, 'minority');
    const first = make(pauseNemesis, 'minority');
    await first.invoke('pause');
    const [one = '', other = ''] = first.processes.log.map((line) => line.replace('pause ', ''));
    processes.broken.set(`pause ${other}`, new Error('no route'));
    await expect(invoke('pause')).rejects.toThrow('no route');
    processes.broken.clear();
    await nemesis.heal();
    expect(processes.log).toEqual([`pause ${one}`, `resume ${one}`, `resume ${other}`]);
  });

  it('is a failure of ours where nobody can say whether the process runs', async () => {
    const { processes, invoke } = make(pauseNemesis, 'leader', { leader: () => 'n2' });
    processes.broken.set('pause n2', new Error('timed out'));
    processes.broken.set('ask n2', new Error('no route'));
    await expect(invoke('pause')).rejects.toThrow('no route');
  });
});

describe('a kill', () => {
  it('ends a minority, and starts it again', async () => {
    const { processes, invoke } = make(killNemesis, 'minority');
    const nodes = killed((await invoke('kill')).value);
    expect(nodes).toHaveLength(2);
    expect([...processes.down].sort()).toEqual([...nodes]);
    expect(await invoke('restart')).toEqual({ value: { restarted: nodes } });
    expect(processes.down.size).toBe(0);
  });

  it('hits every node sooner or later, one at a time, the same for the same seed', async () => {
    const drawn = async () => {
      const { invoke } = make(killNemesis, 'one');
      const hit: string[] = [];
      for (let turn = 0; turn < 40; turn++) {
        hit.push(...killed((await invoke('kill')).value));
        await invoke('restart');
      }
      return hit;
    };
    const hit = await drawn();
    expect(hit).toHaveLength(40);
    expect(new Set(hit).size).toBe(5);
    expect(await drawn()).toEqual(hit);
  });

  it('takes a process that had ended by itself for killed', async () => {
    const { processes, invoke } = make(killNemesis, 'leader', { leader: () => 'n3' });
    processes.down.add('n3');
    expect(await invoke('kill')).toEqual({ value: { killed: ['n3'], leader: 'n3' } });
    expect(await invoke('restart')).toEqual({ value: { restarted: ['n3'] } });
  });

  it('tells of a node that does not come back, with its log, counts it as down, and tries again', async () => {
    const { processes, invoke, warnings, nemesis } = make(killNemesis, 'leader', { leader: () => 'n3' });
    await invoke('kill');
    const failure = { message: 'n3: etcd exited while starting', node: 'n3', log: ['panic: no data'] };
    processes.broken.set('restart n3', new ClewError(failure));
    expect(await invoke('restart')).toEqual({ value: null, error: 'n3: etcd exited while starting' });
    expect(warnings).toEqual(['n3: etcd exited while starting', 'panic: no data']);
    await expect(nemesis.heal()).rejects.toThrow('n3: etcd exited while starting');
    expect(killed((await invoke('kill')).value)).toEqual(['n3']);
    processes.broken.clear();
    expect(await invoke('restart')).toEqual({ value: { restarted: ['n3'] } });
  });

  it('restarts what is down when the run ends, and only that', async () => {
    const { processes, invoke, nemesis } = make(killNemesis, 'one');
    const [node] = killed((await invoke('kill')).value);
    await nemesis.heal();
    await nemesis.heal();
    expect(processes.log).toEqual([`kill ${node}`, `restart ${node}`]);
  });

  it('refuses the ops of another fault', async () => {
    await expect(make(killNemesis, 'one').invoke('pause')).rejects.toThrow('does not know how to pause');
  });
});
