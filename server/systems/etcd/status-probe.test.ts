import { afterEach, beforeEach, expect, it } from 'vitest';
import { ScriptedNode } from '../kit/http/scripted-node';
import { membersRequest } from './keys';
import { EtcdStatusProbe } from './status-probe';

const never = new AbortController().signal;
const members = {
  members: [
    { id: 'c1', name: 'n1' },
    { id: 'c2', name: 'n2' },
  ],
};
const raft = (state: string, lead: string) => ({ 'raft.status': { term: 3, lead, raftState: state, applied: 17 } });

let n1: ScriptedNode;
let probe: EtcdStatusProbe;
let variables: unknown;

beforeEach(async () => {
  n1 = await ScriptedNode.start('n1', ({ url }, response) => {
    response.end(JSON.stringify(url === '/debug/vars' ? variables : members));
  });
  probe = new EtcdStatusProbe(n1.node, membersRequest);
});

afterEach(async () => {
  await probe.close();
  await n1.stop();
});

it('names the leader, whose name it asks for once', async () => {
  variables = raft('StateFollower', 'c2');
  expect(await probe.ask(never)).toEqual({ role: 'follower', leader: 'n2', term: 3, index: 17 });
  variables = raft('StateLeader', 'c1');
  expect(await probe.ask(never)).toEqual({ role: 'leader', leader: 'n1', term: 3, index: 17 });
  expect(n1.requests.map(({ url }) => url)).toEqual(['/debug/vars', '/v2/members', '/debug/vars']);
});

it('names nobody while there is no leader', async () => {
  variables = raft('StateCandidate', '0');
  expect(await probe.ask(never)).toEqual({ role: 'candidate', term: 3, index: 17 });
});

it('rejects what tells nothing of Raft', async () => {
  variables = {};
  await expect(probe.ask(never)).rejects.toThrow('n1 tells nothing of its Raft');
});

it('ends with its signal, and asks again on another connection', async () => {
  const answer = n1.script;
  n1.script = () => undefined;
  await expect(probe.ask(AbortSignal.timeout(50))).rejects.toThrow('n1 did not answer: timed-out');
  n1.script = answer;
  variables = raft('StateCandidate', '0');
  expect(await probe.ask(never)).toMatchObject({ role: 'candidate' });
});
