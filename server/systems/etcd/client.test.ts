import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { register, ScriptedNode } from '../kit/http/scripted-node';
import { EtcdClient, type EtcdReadLevel } from './client';

const never = new AbortController().signal;
let n1: ScriptedNode;
let n2: ScriptedNode;
let clients: EtcdClient[];

beforeEach(async () => {
  n1 = await ScriptedNode.start('n1', register('3', 17));
  n2 = await ScriptedNode.start('n2', register('4', 18));
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await n1.stop();
  await n2.stop();
});

function open(readLevel: EtcdReadLevel = 'local', timeoutMs = 5000): EtcdClient {
  const client = new EtcdClient(n1.node, [n1.node, n2.node], { readLevel, timeoutMs, hasConsistentReads: false });
  clients.push(client);
  return client;
}

function op(f: string, value: Json): Op {
  return { index: 0, time: 0, process: 0, type: 'invoke', f, value };
}

const read = op('read', null);
const write = op('write', 2);
const cas = op('cas', [1, 4]);

describe('the client', () => {
  it('reads the value with both of its indexes', async () => {
    expect(await open().invoke(read, never)).toEqual({
      type: 'ok',
      value: 3,
      node: 'n1',
      revision: { modifiedIndex: 17, index: 18 },
    });
    expect(n1.requests).toEqual([{ method: 'GET', url: '/v2/keys/clew', body: '' }]);
  });

  it('reads null as null', async () => {
    n1.script = register('null', 4);
    expect(await open().invoke(read, never)).toMatchObject({ type: 'ok', value: null });
  });

  it('asks for a quorum when the plan does', async () => {
    await open('quorum').invoke(read, never);
    expect(n1.requests[0]?.url).toBe('/v2/keys/clew?quorum=true');
  });

  it('writes the value as JSON in a form', async () => {
    expect(await open().invoke(write, never)).toMatchObject({ type: 'ok', value: 2 });
    expect(n1.requests).toEqual([{ method: 'PUT', url: '/v2/keys/clew', body: 'value=2' }]);
  });

  it('compares and sets in one request', async () => {
    expect(await open().invoke(cas, never)).toMatchObject({ type: 'ok', value: [1, 4] });
    expect(n1.requests).toEqual([{ method: 'PUT', url: '/v2/keys/clew', body: 'value=4&prevValue=1' }]);
  });

  it('uses one connection for many operations', async () => {
    const client = open();
    for (let i = 0; i < 5; i++) await client.invoke(write, never);
    expect(n1.connections).toBe(1);
    expect(n1.requests).toHaveLength(5);
  });

  it('does not call an answer without the key a success', async () => {
    n1.script = (_seen, response) => response.end('{}');
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: { error: 'unclassified' } });
    expect(await open().invoke(read, never)).toMatchObject({ type: 'info', error: { error: 'unclassified' } });
  });

  it('refuses an operation that it does not know', async () => {
    await expect(open().invoke(op('enqueue', 1), never)).rejects.toThrow('knows no enqueue');
  });
});

describe('an operation in trouble', () => {
  it('fails when the connection is refused before anything was sent', async () => {
    n1.refusal = new Error('(SSH) Channel open failure: Connection refused');
    const client = open();
    expect(await client.invoke(write, never)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    expect(await client.invoke(cas, never)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    n1.refusal = undefined;
    expect(await client.invoke(write, never)).toMatchObject({ type: 'ok' });
    expect(n1.requests).toHaveLength(1);
  });

  it('is unknown when the connection ends after the request was read, and is not sent again', async () => {
    n1.script = () => void n1.drop();
    const client = open();
    expect(await client.invoke(write, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
    expect(n1.requests).toHaveLength(1);
    expect(await client.invoke(read, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
    expect(n1.requests).toHaveLength(2);
  });

  it('is unknown when the connection is lost and the next one is refused', async () => {
    n1.script = () => {
      n1.refusal = new Error('Connection refused');
      void n1.drop();
    };
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
  });

  it('is unknown when the connection ends in the middle of the answer', async () => {
    n1.script = (_seen, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"action"', () => void n1.drop());
    };
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
  });

  it('opens another connection after an idle one was closed', async () => {
    const client = open();
    await client.invoke(write, never);
    await n1.drop();
    await expect.poll(() => client.invoke(read, never)).toMatchObject({ type: 'ok' });
    expect(n1.connections).toBe(2);
  });

  it('is refused, not lost, when an idle connection was closed and no other can be opened', async () => {
    const client = open();
    await client.invoke(write, never);
    await n1.drop();
    n1.refusal = new Error('Connection refused');
    await expect.poll(() => client.invoke(write, never)).toMatchObject({ error: 'connection-refused' });
    expect(n1.requests).toHaveLength(1);
  });

  it('is unknown at its time limit', async () => {
    n1.script = () => undefined;
    const client = open('local', 80);
    const startMs = performance.now();
    expect(await client.invoke(write, never)).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(79);
    expect(await client.invoke(read, never)).toMatchObject({ type: 'info', error: 'timed-out' });
    n1.script = register('1', 20);
    await expect.poll(() => client.invoke(read, never)).toMatchObject({ type: 'ok', value: 1 });
  });

  it('is never answered by what an operation before it had asked for', async () => {
    const late: (() => void)[] = [];
    n1.script = (seen, response) => void late.push(() => register('3', 17)(seen, response));
    const client = open('local', 80);
    expect(await client.invoke(read, never)).toMatchObject({ type: 'info', error: 'timed-out' });
    n1.script = (seen, response) => {
      for (const answer of late) answer();
      register('4', 18)(seen, response);
    };
    await expect.poll(() => client.invoke(read, never)).toMatchObject({ type: 'ok', value: 4 });
    expect(late).toHaveLength(1);
  });

  it('times out while a connection neither opens nor is refused, and is not sent later', async () => {
    const opening = n1.holdConnections();
    const client = open('local', 50);
    expect(await client.invoke(write, never)).toMatchObject({ type: 'info', error: 'timed-out' });
    opening();
    // On a busy machine a read, too, may take longer than the limit.
    await expect.poll(() => client.invoke(read, never)).toMatchObject({ type: 'ok' });
    expect(new Set(n1.requests.map((seen) => seen.method))).toEqual(new Set(['GET']));
  });

  it('ends at once when the run is stopped', async () => {
    const stop = new AbortController();
    n1.script = () => stop.abort();
    expect(await open().invoke(write, stop.signal)).toMatchObject({ type: 'info', error: 'stopped' });
    expect(await open().invoke(read, stop.signal)).toMatchObject({ type: 'info', error: 'stopped' });
    expect(n1.requests).toHaveLength(1);
  });
});

/** Two members of etcd 3.4, as far as a read from the leader asks them; what happens among them is up to the test. */
class PretendEtcd {
  leader: string | undefined = 'n1';
  term = 2;
  /** What each has applied. */
  readonly stores = { n1: '3', n2: '3' };
  /** Happens before the request of this number, from 0, is answered: the node stood still until then. */
  readonly meanwhile = new Map<number, () => void>();
  #asked = 0;

  of(node: 'n1' | 'n2'): ScriptedNode['script'] {
    return (seen, response) => {
      this.meanwhile.get(this.#asked++)?.();
      if (seen.url === '/debug/vars') response.end(JSON.stringify({ 'raft.status': this.#raftOf(node) }));
      else if (seen.url === '/v2/members') response.end(JSON.stringify({ members: [member('n1'), member('n2')] }));
      else register(this.stores[node], 30)(seen, response);
    };
  }

  /** Another leads from now on, and takes a write that the leader before has not heard of. */
  elect(leader: 'n1' | 'n2', value: string): void {
    this.leader = leader;
    this.term++;
    this.stores[leader] = value;
  }

  #raftOf(node: string) {
    const raftState = node === this.leader ? 'StateLeader' : 'StateFollower';
    return { id: idOf(node), lead: idOf(this.leader), raftState, term: this.term, applied: 9 };
  }
}

const idOf = (node: string | undefined) => (node === undefined ? '0' : `${node.slice(1)}f`);
const member = (name: string) => ({ id: idOf(name), name });

describe('a read from the leader', () => {
  let cluster: PretendEtcd;
  const urls = (node: ScriptedNode) => node.requests.map((seen) => seen.url);

  beforeEach(() => {
    cluster = new PretendEtcd();
    n1.script = cluster.of('n1');
    n2.script = cluster.of('n2');
  });

  it('is answered by the own node while that leads', async () => {
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'ok', value: 3, node: 'n1' });
    expect(urls(n1)).toEqual(['/debug/vars', '/v2/keys/clew', '/debug/vars']);
    expect(n2.requests).toEqual([]);
  });

  it('is answered by the node that the own one takes for the leader, from its local state', async () => {
    cluster.elect('n2', '4');
    const client = open('leader');
    expect(await client.invoke(read, never)).toMatchObject({ type: 'ok', value: 4, node: 'n2' });
    expect(urls(n2)).toEqual(['/debug/vars', '/v2/keys/clew', '/debug/vars']);
    await client.invoke(read, never);
    expect(urls(n1)).toEqual(['/debug/vars', '/v2/members', '/debug/vars']);
  });

  it.each([0, 1, 2])('is of a leader also where that is deposed while request %i is under way', async (gap) => {
    cluster.meanwhile.set(gap, () => cluster.elect('n2', '4'));
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'ok', value: 4, node: 'n2' });
  });

  it.each([
    [1, 1],
    [1, 2],
    [2, 2],
  ])(
    'is of a leader also where that is deposed before request %i and leads again before request %i',
    async (from, to) => {
      const depose = () => cluster.elect('n2', '4');
      const restore = () => cluster.elect('n1', '4');
      cluster.meanwhile.set(from, depose);
      cluster.meanwhile.set(to, from === to ? () => [depose(), restore()] : restore);
      expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'ok', value: 4, node: 'n1' });
      // Nothing but its term tells that it led with a break.
      expect(urls(n1)).toEqual(Array(2).fill(['/debug/vars', '/v2/keys/clew', '/debug/vars']).flat());
    },
  );

  it('ends as a redirect loop when two nodes each name the other', async () => {
    const following = (lead: string): ScriptedNode['script'] => {
      const raft = { lead: idOf(lead), raftState: 'StateFollower', term: 2, applied: 9 };
      const { script } = lead === 'n1' ? n2 : n1;
      return (seen, response) => {
        if (seen.url === '/debug/vars') response.end(JSON.stringify({ 'raft.status': raft }));
        else script(seen, response);
      };
    };
    n1.script = following('n2');
    n2.script = following('n1');
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'fail', error: 'redirect-loop' });
    expect([...urls(n1), ...urls(n2)].filter((url) => url === '/debug/vars')).toHaveLength(11);
  });

  it('fails during an election', async () => {
    cluster.leader = undefined;
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'fail', error: 'no-leader' });
  });

  it('is not answered when an unknown leader is named, or none can be told', async () => {
    cluster.leader = 'n9';
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'info' });
    n1.script = (_seen, response) => response.end('{}');
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'info' });
  });

  it('leaves writes at the own node', async () => {
    cluster.elect('n2', '4');
    expect(await open('leader').invoke(write, never)).toMatchObject({ type: 'ok', node: 'n1' });
    expect(n2.requests).toEqual([]);
  });
});
