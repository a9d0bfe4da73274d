/**
 * A small cluster of etcd 0.4 that redirects as its source does (`Server.Dispatch` and `GetHandler`, v0.4.0 to v0.4.9): a
 * node that leads carries a request out, one that knows a leader answers 307 with its address, and one that knows none
 * answers 307 with the bare path. Every operation here is redirected, and something happens before its second request:
 *
 *     n1 ── 307, to n2 ──┤ held ─ meanwhile ─┤ n2 ── …
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { withHeldRequest } from '../kit/held-request.fixture';
import { register, ScriptedNode } from '../kit/http/scripted-node';
import type { SystemNode } from '../kit/system';
import { EtcdClient, type EtcdReadLevel } from './client';

const never = new AbortController().signal;
/** Whatever ends without an answer is ended by the signal instead. */
const timeoutMs = 60_000;

const writing = ['write', 5, 'leader'] as const;
const comparing = ['cas', [1, 5], 'leader'] as const;
const reading = ['read', null, 'leader'] as const;
const quorumReading = ['read', null, 'quorum'] as const;
const all = [writing, comparing, reading, quorumReading];
const updates = [writing, comparing];

describe('an operation that etcd 0.4 redirects, held before it is asked again', () => {
  let scripted: readonly [ScriptedNode, ScriptedNode, ScriptedNode];
  let nodes: readonly SystemNode[];
  let leader: string | undefined;
  let value: string;
  /** How often a request of the operation changed the value. */
  let changes: number;

  /** What a node that leads does, at one moment. */
  const carryOut: ScriptedNode['script'] = (seen, response) => {
    const form = new URLSearchParams(seen.body);
    if (seen.method === 'PUT') {
      const expected = form.get('prevValue');
      if (expected !== null && expected !== value) {
        response.writeHead(412).end(JSON.stringify({ errorCode: 101, message: 'Compare failed', index: 8 }));
        return;
      }
      value = form.get('value') ?? '';
      changes++;
    }
    register(value, 7)(seen, response);
  };

  const serve = (name: string, address: (leader: string) => string): ScriptedNode['script'] => {
    return (seen, response) => {
      if (leader === name) carryOut(seen, response);
      else
        response.writeHead(307, { location: leader === undefined ? seen.url : `${address(leader)}${seen.url}` }).end();
    };
  };

  beforeEach(async () => {
    [leader, value, changes] = ['n2', '1', 0];
    const address = (name: string) => `http://10.0.0.${name.slice(1)}:2379`;
    const start = (name: string) => ScriptedNode.start(name, serve(name, address));
    scripted = await Promise.all([start('n1'), start('n2'), start('n3')]);
    nodes = scripted.map(({ node }, i) => ({
      name: node.name,
      remote: { ...node.remote, address: `10.0.0.${i + 1}` },
    }));
  });

  afterEach(() => Promise.all(scripted.map((node) => node.stop())));

  /** Asked of n1, and held before the first request to n2. @param signal ends it */
  async function held(
    [f, argument, readLevel]: readonly [string, Json, EtcdReadLevel],
    meanwhile: () => void | Promise<void>,
    signal = never,
  ) {
    let times = 0;
    const reached = nodes.map((node) => {
      if (node.name !== 'n2') return node;
      const pause = async () => {
        times++;
        await meanwhile();
      };
      return withHeldRequest(node, { number: 0, meanwhile: pause }, () => node.remote.connect('', 0));
    });
    const client = new EtcdClient(reached[0] as SystemNode, reached, {
      readLevel,
      timeoutMs,
      hasConsistentReads: true,
    });
    const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value: argument };
    try {
      return await client.invoke(op, signal);
    } finally {
      expect(times).toBe(1);
      await client.close();
    }
  }

  it.each(all)('%s %j, %s: is carried out once, by the node that leads', async (...operation) => {
    expect(await held(operation, () => undefined)).toMatchObject({ type: 'ok', node: 'n2' });
    expect(changes).toBe(operation[0] === 'read' ? 0 : 1);
  });

  it.each(all)('%s %j, %s: goes on to the node that was elected meanwhile', async (...operation) => {
    const elected = () => {
      [leader, value] = ['n3', '9'];
    };
    const completion = await held(operation, elected);
    if (operation[0] === 'cas') {
      expect(completion).toMatchObject({ type: 'fail', error: { errorCode: 101 }, node: 'n1' });
      expect([value, changes]).toEqual(['9', 0]);
    } else {
      expect(completion).toMatchObject({ type: 'ok', value: operation[0] === 'read' ? 9 : 5, node: 'n3' });
    }
  });

  it.each(all)('%s %j, %s: comes back to the node that sent it away', async (...operation) => {
    const elected = () => {
      leader = 'n1';
    };
    expect(await held(operation, elected)).toMatchObject({ type: 'ok', node: 'n1' });
    expect(changes).toBe(operation[0] === 'read' ? 0 : 1);
  });

  it.each(all)('%s %j, %s: did not happen where nobody leads any more', async (...operation) => {
    const deposed = () => {
      leader = undefined;
    };
    expect(await held(operation, deposed)).toMatchObject({ type: 'fail', error: 'no-leader' });
    expect(changes).toBe(0);
  });

  it.each(updates)('%s %j, %s: is unknown where the connection is lost, carried out or not', async (...operation) => {
    for (const isCarriedOut of [false, true]) {
      [value, changes] = ['1', 0];
      const lost = () => {
        scripted[1].script = (seen, response) => {
          if (isCarriedOut && seen.method === 'PUT') [value, changes] = ['5', changes + 1];
          response.socket?.destroy();
        };
      };
      expect(await held(operation, lost)).toMatchObject({ type: 'info', error: 'connection-lost' });
      expect(changes).toBe(isCarriedOut ? 1 : 0);
    }
  });

  it.each(updates)('%s %j, %s: is unknown where the node stays silent', async (...operation) => {
    const stop = new AbortController();
    const silent = () => {
      scripted[1].script = () => stop.abort();
    };
    expect(await held(operation, silent, stop.signal)).toMatchObject({ type: 'info', error: 'stopped' });
  });

  it.each(updates)('%s %j, %s: was never sent where the node stands still for good', async (...operation) => {
    const stop = new AbortController();
    const standStill = () => {
      setImmediate(() => stop.abort());
      return new Promise<never>(() => undefined);
    };
    expect(await held(operation, standStill, stop.signal)).toMatchObject({ type: 'info', error: 'stopped' });
    expect(changes).toBe(0);
  });

  it('and a path that is redirected keeps what was asked', async () => {
    await held(quorumReading, () => undefined);
    await held(reading, () => undefined);
    expect(scripted[1].requests.map(({ url }) => url)).toEqual([
      '/v2/keys/clew?quorum=true',
      '/v2/keys/clew?consistent=true',
    ]);
  });
});
