import { describe, expect, it } from 'vitest';
import { cutBetween } from '@/lib/nemesis/grudge';
import { electionMs, MemoryCluster } from './cluster';

const names = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Five nodes that n1 leads, and a clock to turn. */
function fiveNodes() {
  const clock = { ms: 0 };
  return { clock, cluster: new MemoryCluster(names, () => clock.ms) };
}

const leaderCutOff = cutBetween(['n3', 'n4', 'n5'], ['n1', 'n2']);
const followersCutOff = cutBetween(['n1', 'n2', 'n3'], ['n4', 'n5']);

describe('the in-memory cluster', () => {
  it('knows a committed value everywhere while the network is whole', () => {
    const { cluster } = fiveNodes();
    cluster.commit(3);
    expect(names.map((name) => cluster.known(name).value)).toEqual([3, 3, 3, 3, 3]);
    expect(names.map((name) => cluster.isServed(name))).toEqual([true, true, true, true, true]);
  });

  it('serves only the majority while it is cut', () => {
    const { cluster } = fiveNodes();
    cluster.commit(3);
    cluster.cut(followersCutOff);
    cluster.commit(4);
    expect(names.map((name) => cluster.isServed(name))).toEqual([true, true, true, false, false]);
    expect(names.map((name) => cluster.known(name).value)).toEqual([4, 4, 4, 3, 3]);
  });

  it('serves nobody between a cut-off leader and the next', () => {
    const { cluster, clock } = fiveNodes();
    cluster.cut(leaderCutOff);
    clock.ms = electionMs - 1;
    expect(names.some((name) => cluster.isServed(name))).toBe(false);
    clock.ms = electionMs;
    expect(names.filter((name) => cluster.isServed(name))).toEqual(['n3', 'n4', 'n5']);
  });

  it('has two leaders for a while, the old one with the old value', () => {
    const { cluster, clock } = fiveNodes();
    cluster.commit(3);
    cluster.cut(leaderCutOff);
    clock.ms = electionMs;
    expect(cluster.isServed('n3')).toBe(true);
    cluster.commit(4);
    expect(cluster.believedByLeader('n2')?.value).toBe(3);
    expect(cluster.believedByLeader('n5')?.value).toBe(4);
    clock.ms = 10 * electionMs;
    expect(cluster.believedByLeader('n2')).toBeUndefined();
  });

  it('learns what it missed when it is healed', () => {
    const { cluster, clock } = fiveNodes();
    cluster.cut(leaderCutOff);
    clock.ms = electionMs;
    expect(cluster.isServed('n3')).toBe(true);
    cluster.commit(4);
    cluster.heal();
    expect(names.map((name) => cluster.believedByLeader(name)?.value)).toEqual([4, 4, 4, 4, 4]);
    expect(cluster.known('n1').value).toBe(4);
  });

  it('holds the cuts of several faults, and heals each by its id', () => {
    const { cluster } = fiveNodes();
    cluster.cut(followersCutOff, 1);
    cluster.cut({ n3: ['n1'] }, 2);
    expect(['n3', 'n4', 'n5'].map((name) => cluster.isServed(name))).toEqual([false, false, false]);
    cluster.heal(1);
    expect(['n3', 'n4', 'n5'].map((name) => cluster.isServed(name))).toEqual([false, true, true]);
    cluster.heal();
    expect(cluster.isServed('n3')).toBe(true);
  });

  it('keeps its leader when the cut is healed before an election', () => {
    const { cluster, clock } = fiveNodes();
    cluster.cut(leaderCutOff);
    clock.ms = electionMs - 1;
    cluster.heal();
    clock.ms = 100 * electionMs;
    expect(cluster.log('n3')).not.toContain('became leader');
    expect(cluster.believedByLeader('n1')).toBeDefined();
  });

  it('serves nobody when no side has a majority, and everybody again after', () => {
    const { cluster, clock } = fiveNodes();
    const alone = Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name)]));
    cluster.cut(alone);
    clock.ms = 10 * electionMs;
    expect(names.some((name) => cluster.isServed(name))).toBe(false);
    cluster.heal();
    expect(names.every((name) => cluster.isServed(name))).toBe(true);
  });

  it('says in its log who led when', () => {
    const { cluster, clock } = fiveNodes();
    cluster.cut(leaderCutOff);
    clock.ms = electionMs;
    cluster.isServed('n3');
    expect(cluster.log('n1')).toContain('n1 lost its majority\n');
    expect(cluster.log('n3')).toContain(`${electionMs} ms n3 became leader at index 0\n`);
  });

  it('tells of each node what that believes, before, during and after a cut', () => {
    const { cluster, clock } = fiveNodes();
    const beliefs = () =>
      names.map((name) => {
        const { role, leader = 'nobody', term, index } = cluster.status(name);
        return `${name} ${role} of ${leader} in ${term} at ${index}`;
      });
    cluster.commit(3);
    expect(beliefs()).toEqual([
      'n1 leader of n1 in 1 at 1',
      ...['n2', 'n3', 'n4', 'n5'].map((name) => `${name} follower of n1 in 1 at 1`),
    ]);
    clock.ms = 5000;
    cluster.cut(leaderCutOff);
    clock.ms += electionMs - 1;
    expect(beliefs()[4]).toBe('n5 follower of n1 in 1 at 1');
    clock.ms += 1;
    expect(cluster.isServed('n3')).toBe(true);
    cluster.commit(4);
    expect(beliefs()).toEqual([
      'n1 leader of n1 in 1 at 1',
      'n2 follower of n1 in 1 at 1',
      'n3 leader of n3 in 2 at 2',
      'n4 follower of n3 in 2 at 2',
      'n5 follower of n3 in 2 at 2',
    ]);
    clock.ms = 5000 + 1500;
    expect(beliefs().slice(0, 2)).toEqual(['n1 follower of nobody in 1 at 1', 'n2 follower of n1 in 1 at 1']);
    clock.ms += electionMs;
    expect(beliefs().slice(0, 2)).toEqual(['n1 candidate of nobody in 1 at 1', 'n2 candidate of nobody in 1 at 1']);
    cluster.heal();
    expect(beliefs().slice(0, 2)).toEqual(['n1 follower of n3 in 2 at 2', 'n2 follower of n3 in 2 at 2']);
  });

  it('elects a leader that stepped down in a new term', () => {
    const { cluster, clock } = fiveNodes();
    cluster.cut(Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name)])));
    clock.ms = 20 * electionMs;
    expect(names.map((name) => cluster.status(name).role)).toEqual(Array(5).fill('candidate'));
    cluster.heal();
    expect(cluster.status('n1')).toEqual({ role: 'leader', leader: 'n1', term: 2, index: 0 });
    expect(cluster.status('n5')).toEqual({ role: 'follower', leader: 'n1', term: 2, index: 0 });
  });

  it('goes on without a leader that is paused, which hears of the next as soon as it goes on', () => {
    const { cluster, clock } = fiveNodes();
    cluster.commit(3);
    cluster.setState('n1', 'paused');
    expect(cluster.isServed('n2')).toBe(false);
    clock.ms = electionMs;
    expect(names.filter((name) => cluster.isServed(name))).toEqual(['n2', 'n3', 'n4', 'n5']);
    cluster.commit(4);
    expect(cluster.known('n1').value).toBe(3);
    cluster.setState('n1', 'running');
    expect(cluster.status('n1')).toEqual({ role: 'follower', leader: 'n2', term: 2, index: 2 });
  });

  it('keeps its leader when that is paused for less than an election', () => {
    const { cluster, clock } = fiveNodes();
    cluster.setState('n1', 'paused');
    clock.ms = electionMs - 1;
    cluster.setState('n1', 'running');
    expect(cluster.status('n1')).toMatchObject({ role: 'leader', term: 1 });
  });

  it('elects a killed leader anew when it is back before the others noticed, and nobody loses anything', () => {
    const { cluster, clock } = fiveNodes();
    cluster.commit(3);
    cluster.setState('n1', 'killed');
    clock.ms = electionMs - 1;
    cluster.setState('n1', 'running');
    expect(cluster.status('n1')).toEqual({ role: 'leader', leader: 'n1', term: 2, index: 1 });
    expect(cluster.known('n1').value).toBe(3);
  });

  it('serves nobody while a majority is killed', () => {
    const { cluster, clock } = fiveNodes();
    for (const name of ['n2', 'n3', 'n4']) cluster.setState(name, 'killed');
    clock.ms = 10 * electionMs;
    expect(names.some((name) => cluster.isServed(name))).toBe(false);
    cluster.setState('n3', 'running');
    expect(names.filter((name) => cluster.isServed(name))).toEqual(['n1', 'n3', 'n5']);
  });
});
