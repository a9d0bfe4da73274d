import { afterEach, beforeEach, expect, it } from 'vitest';
import { ScriptedNode } from '../kit/http/scripted-node';
import { ConsulStatusProbe } from './status-probe';

const never = new AbortController().signal;
const members = [
  { Name: 'n1', Addr: '10.0.0.1', Tags: { port: '8300' } },
  { Name: 'n2', Addr: '10.0.0.2', Tags: { port: '8300' } },
];
const raft = (state: string, leader: string) => ({
  Stats: { raft: { state, term: '3', applied_index: '17' }, consul: { leader_addr: leader } },
});

let n1: ScriptedNode;
let probe: ConsulStatusProbe;
let self: unknown;

beforeEach(async () => {
  n1 = await ScriptedNode.start('n1', ({ url }, response) => {
    response.end(JSON.stringify(url === '/v1/agent/self' ? self : members));
  });
  probe = new ConsulStatusProbe(n1.node);
});

afterEach(async () => {
  await probe.close();
  await n1.stop();
});

it('names the leader, whose name it asks for once', async () => {
  self = raft('Follower', '10.0.0.2:8300');
  expect(await probe.ask(never)).toEqual({ role: 'follower', leader: 'n2', term: 3, index: 17 });
  self = raft('Leader', '10.0.0.1:8300');
  expect(await probe.ask(never)).toEqual({ role: 'leader', leader: 'n1', term: 3, index: 17 });
  expect(n1.requests.map(({ url }) => url)).toEqual(['/v1/agent/self', '/v1/agent/members', '/v1/agent/self']);
});

it('names nobody while there is no leader', async () => {
  self = raft('Candidate', '');
  expect(await probe.ask(never)).toEqual({ role: 'candidate', term: 3, index: 17 });
});

it('rejects what tells nothing of Raft', async () => {
  self = {};
  await expect(probe.ask(never)).rejects.toThrow('n1 tells nothing of its Raft');
});
