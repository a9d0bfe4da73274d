import { describe, expect, it } from 'vitest';
import { checked } from '@/lib/checker/core/checked.fixture';
import { logPatterns } from '@/lib/checker/log-patterns/log-patterns';
import { consul } from './consul';

function matches(text: string): readonly string[] {
  const logs = [{ node: 'n1', file: 'consul.log', text }];
  return checked(logPatterns, [], { logs, logPatterns: consul.logPatterns }).details.matches.shown.map(
    ({ title }) => title,
  );
}

describe('lines of Consul that tell of a crash', () => {
  it('are found', () => {
    const text = ['panic: runtime error: index out of range [3] with length 3', 'fatal error: concurrent map writes'];
    expect(matches(text.join('\n'))).toEqual(['Consul panicked', 'the Go runtime gave up']);
  });

  it('are none of those that a partition brings, or a port that is taken', () => {
    const text = [
      '==> Consul agent running!',
      '    2026-11-26T17:16:19.211Z [WARN]  agent.server.raft: heartbeat timeout reached, starting election: last-leader=',
      '    2026-11-26T17:16:19.211Z [ERROR] agent.server.raft: failed to make requestVote RPC: error="i/o timeout"',
      '    2026-11-26T17:16:19.211Z [ERROR] agent.anti_entropy: failed to sync remote state: error="No cluster leader"',
      '    2026-11-26T17:16:25.858Z [ERROR] agent.http: Request error: method=PUT url=/v1/txn error="rpc error making call"',
      '    2026-11-26T17:44:56.712Z [ERROR] agent: Error starting agent: error="listen tcp 10.0.0.1:8300: address already in use"',
      '    2026-11-26T17:16:31.142Z [INFO]  agent: Exit code: code=1',
    ];
    expect(matches(text.join('\n'))).toEqual([]);
  });
});
