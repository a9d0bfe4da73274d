/** etcd 0.4 as its documentation and its source tell of it; the nodes are scripts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import type { Remote } from '../../nodes/remote';
import { NodeHttp } from '../kit/http/node-http';
import { register, ScriptedNode } from '../kit/http/scripted-node';
import { NodeNotReadyError } from '../kit/node-not-ready';
import type { SystemContext, SystemNode } from '../kit/system';
import { isBefore } from '../kit/version';
import { EtcdClient } from './client';
import { etcd } from './etcd';
import { membersRequest } from './keys';
import { awaitMembersBefore, servesOld } from './old-cluster';
import { isOldVersion, oldMemberFlags } from './old-member';
import { EtcdStatusProbe } from './status-probe';

const never = new AbortController().signal;
const timeoutMs = 3000;

function contextOf(nodes: readonly SystemNode[], changes: Partial<PlanInput> = {}): SystemContext {
  const plan = planSchema.parse({
    name: 'old',
    cluster: { type: 'lab' },
    system: { name: 'etcd', source: { from: 'node', path: '/opt/etcd' } },
    seed: 1,
    ...changes,
  });
  const report = { step: <T>(_title: string, _node: unknown, work: () => Promise<T>) => work(), log: () => undefined };
  return { plan, nodes, report, signal: never, cacheDirectory: '/nowhere' };
}

/** All scripted nodes listen on the loopback address; redirects go by address, so each is given one. */
function nodeAt({ node }: ScriptedNode, address: string): SystemNode {
  return { name: node.name, remote: { ...node.remote, address } };
}

const paper = (name: string, address: string): SystemNode => ({ name, remote: { node: name, address } as Remote });

describe('versions', () => {
  it.each([
    ['0.4.5', '0.4.6', true],
    ['0.4.6', '0.4.6', false],
    ['0.4.9+git', '0.4.6', false],
    ['0.3.0', '0.4.1', true],
    ['3.4.23', '0.4.6', false],
    ['3.3.27', '3.4.0', true],
    ['3.10.0', '3.4.0', false],
  ])('%s is before %s: %s', (version, other, expected) => {
    expect(isBefore(version, other)).toBe(expected);
  });

  it('tells the old ones', () => {
    expect([isOldVersion('0.4.9+git'), isOldVersion('2.3.8'), isOldVersion('3.4.23')]).toEqual([true, false, false]);
  });
});

describe('the flags of an old member', () => {
  const nodes = [paper('n1', '10.0.0.1'), paper('n2', 'fd00::2'), paper('n3', 'db3.example')];

  it('begin a cluster with the first, and join those before with each of the others', () => {
    expect(oldMemberFlags(nodes[0] as SystemNode, nodes, '0.4.6')).toEqual([
      ...['-name', 'n1', '-data-dir', '/var/lib/clew/etcd'],
      ...['-addr', '10.0.0.1:2379', '-bind-addr', '10.0.0.1:2379'],
      ...['-peer-addr', '10.0.0.1:2380', '-peer-bind-addr', '10.0.0.1:2380'],
      ...['-cluster-remove-delay', '86400'],
    ]);
    const third = oldMemberFlags(nodes[2] as SystemNode, nodes, '0.4.6');
    expect(third[third.indexOf('-peers') + 1]).toBe('10.0.0.1:2380,[fd00::2]:2380');
    expect(third[third.indexOf('-bind-addr') + 1]).toBe('0.0.0.0:2379');
  });

  it('say nothing that the version does not know', () => {
    expect(oldMemberFlags(nodes[0] as SystemNode, nodes, '0.4.0')).not.toContain('-cluster-remove-delay');
  });
});

describe('a version that the program reports', () => {
  function installed(output: string, readLevel: 'quorum' | 'leader') {
    const exec = async () => ({ stdout: output, stderr: '', exitCode: 0 });
    const node: SystemNode = { name: 'n1', remote: { node: 'n1', address: '10.0.0.1', exec } as unknown as Remote };
    return etcd.install(node, contextOf([node], { client: { readLevel } }));
  }

  it('may be an old one', async () => {
    expect(await installed('etcd version 0.4.9\n', 'quorum')).toBe('0.4.9');
    expect(await installed('etcd version 0.4.1\n', 'leader')).toBe('0.4.1');
    expect(await installed('etcd Version: 3.4.23\nGit SHA: x\n', 'quorum')).toBe('3.4.23');
  });

  it('is refused where it would silently not do what the plan asks for', async () => {
    await expect(installed('etcd version 0.4.5\n', 'quorum')).rejects.toMatchObject({
      failure: {
        message: expect.stringContaining('etcd 0.4.5 has no quorum reads'),
        node: 'n1',
        cure: expect.any(String),
      },
    });
  });
});

describe('scripted nodes', () => {
  let n1: ScriptedNode;
  let n2: ScriptedNode;
  let nodes: readonly [SystemNode, SystemNode];
  let machines: readonly string[];

  beforeEach(async () => {
    machines = ['n1'];
    const script: ScriptedNode['script'] = ({ url }, response) => {
      if (url !== '/v2/admin/machines') response.end('{}');
      else
        response.end(JSON.stringify(machines.map((name) => ({ name, state: 'follower', clientURL: '', peerURL: '' }))));
    };
    n1 = await ScriptedNode.start('n1', script);
    n2 = await ScriptedNode.start('n2', script);
    nodes = [nodeAt(n1, '10.0.0.1'), nodeAt(n2, '10.0.0.2')];
  });

  afterEach(async () => {
    await Promise.all([n1.stop(), n2.stop()]);
  });

  describe('joining', () => {
    it('waits for those before, and the first for nobody', async () => {
      const third = paper('n3', '10.0.0.3');
      const context = contextOf([...nodes, third]);
      await awaitMembersBefore(nodes[0], context, {});
      expect(n1.requests).toEqual([]);
      let hasJoined = false;
      const joining = awaitMembersBefore(third, context, {}).then(() => {
        hasJoined = true;
      });
      await expect.poll(() => n1.requests.length).toBeGreaterThan(1);
      expect(hasJoined).toBe(false);
      machines = ['n2', 'n1'];
      await joining;
      expect(n2.requests).toEqual([]);
    });

    it('ends with the failure of one before', async () => {
      const error = new NodeNotReadyError({
        node: 'n1',
        system: 'etcd',
        reason: 'exited while starting',
        cure: '',
        log: [],
      });
      machines = [];
      await expect(awaitMembersBefore(nodes[1], contextOf(nodes), { error })).rejects.toBe(error);
    });

    it('is done when exactly our nodes are listed', async () => {
      const http = new NodeHttp(nodes[0].remote, 2379);
      expect(await servesOld(http, nodes[0], contextOf(nodes))).toBe(false);
      machines = ['n1', 'n2'];
      expect(await servesOld(http, nodes[0], contextOf(nodes))).toBe(true);
      machines = ['n1', 'n2', 'n9'];
      expect(await servesOld(http, nodes[0], contextOf(nodes))).toBe(false);
      await http.close();
    });
  });

  describe('a redirect', () => {
    let client: EtcdClient;
    const invoke = (f: string, value: Json) => {
      const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value };
      return client.invoke(op, never);
    };
    const sendTo =
      (location: string): ScriptedNode['script'] =>
      (_seen, response) =>
        response.writeHead(307, { location }).end();

    beforeEach(() => {
      client = new EtcdClient(nodes[0], nodes, { readLevel: 'leader', timeoutMs, hasConsistentReads: true });
    });
    afterEach(() => client.close());

    it('of a write is followed to the node it names, with the same write', async () => {
      n1.script = sendTo('http://10.0.0.2:2379/v2/keys/clew');
      n2.script = register('3', 9);
      expect(await invoke('write', 3)).toMatchObject({ type: 'ok', value: 3, node: 'n2' });
      expect(n2.requests).toEqual([{ method: 'PUT', url: '/v2/keys/clew', body: 'value=3' }]);
      expect(n1.requests).toEqual(n2.requests);
    });

    it('of a consistent read is followed, and the read still asks for the leader there', async () => {
      n1.script = sendTo('http://10.0.0.2:2379/v2/keys/clew');
      n2.script = register('4', 9);
      expect(await invoke('read', null)).toMatchObject({ type: 'ok', value: 4, node: 'n2' });
      expect(n2.requests[0]?.url).toBe('/v2/keys/clew?consistent=true');
    });

    it('to a node that takes no connection is a definite failure: nobody was asked to do anything', async () => {
      n1.script = sendTo('http://10.0.0.2:2379/v2/keys/clew');
      n2.refusal = new Error('connect ECONNREFUSED');
      expect(await invoke('write', 3)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    });

    it('in a circle ends, and nothing happened: whatever redirects has proposed nothing', async () => {
      n1.script = sendTo('http://10.0.0.2:2379/v2/keys/clew');
      n2.script = sendTo('http://10.0.0.1:2379/v2/keys/clew');
      expect(await invoke('write', 3)).toMatchObject({ type: 'fail', error: 'redirect-loop' });
      expect(n1.requests.length + n2.requests.length).toBe(11);
    });

    it('to a node that loses the connection leaves open whether it happened', async () => {
      n1.script = sendTo('http://10.0.0.2:2379/v2/keys/clew');
      n2.script = (_, response) => response.socket?.destroy();
      expect(await invoke('write', 3)).toMatchObject({ type: 'info', error: 'connection-lost' });
    });

    it('to a stranger is not followed', async () => {
      n1.script = sendTo('http://192.0.2.7:2379/v2/keys/clew');
      expect(await invoke('write', 3)).toMatchObject({ type: 'info' });
      n1.script = sendTo('//192.0.2.7/v2/keys/clew');
      expect(await invoke('read', null)).toMatchObject({ type: 'info' });
    });

    it('to nowhere is of a node that knows no leader: nothing happened, and nobody else is asked', async () => {
      n1.script = sendTo('/v2/keys/clew');
      expect(await invoke('write', 3)).toMatchObject({ type: 'fail', error: 'no-leader' });
      expect(await invoke('cas', [1, 2])).toMatchObject({ type: 'fail', error: 'no-leader' });
      n1.script = sendTo('/v2/keys/clew?consistent=true');
      expect(await invoke('read', null)).toMatchObject({ type: 'fail', error: 'no-leader' });
      expect(n1.requests).toHaveLength(3);
      expect(n2.requests).toEqual([]);
    });

    it('is followed by a node that was paused meanwhile, and what that answers is the outcome', async () => {
      n1.script = sendTo('http://10.0.0.2:2379/v2/keys/clew');
      // It led when it was named, and follows when it wakes.
      n2.script = sendTo('/v2/keys/clew');
      expect(await invoke('write', 3)).toMatchObject({ type: 'fail', error: 'no-leader' });
      expect(await invoke('read', null)).toMatchObject({ type: 'fail', error: 'no-leader' });
      n2.script = () => undefined;
      const hasty = new EtcdClient(nodes[0], nodes, { readLevel: 'leader', timeoutMs: 80, hasConsistentReads: true });
      const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f: 'write', value: 3 };
      expect(await hasty.invoke(op, never)).toMatchObject({ type: 'info', error: 'timed-out' });
      await hasty.close();
    });

    it('is not needed where an error comes as plain text', async () => {
      n1.script = (_seen, response) => response.writeHead(500).end('no leader\n');
      expect(await invoke('write', 3)).toMatchObject({ type: 'info', error: { status: 500, message: 'no leader' } });
    });
  });

  it('tell their office in their statistics', async () => {
    n1.script = ({ url }, response) => {
      if (url !== '/v2/stats/self') response.writeHead(404).end('404 page not found\n');
      else response.end(JSON.stringify({ name: 'n1', state: 'follower', leaderInfo: { leader: 'n2', uptime: '1s' } }));
    };
    const probe = new EtcdStatusProbe(nodes[0], membersRequest);
    expect(await probe.ask(never)).toEqual({ role: 'follower', leader: 'n2' });
    expect(await probe.ask(never)).toEqual({ role: 'follower', leader: 'n2' });
    expect(n1.requests.map(({ url }) => url)).toEqual(['/debug/vars', '/v2/stats/self', '/v2/stats/self']);
    await probe.close();
  });
});
