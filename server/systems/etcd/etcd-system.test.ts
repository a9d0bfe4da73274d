import { describe, expect, it } from 'vitest';
import { checked } from '@/lib/checker/core/checked.fixture';
import { logPatterns } from '@/lib/checker/log-patterns/log-patterns';
import { etcd } from './etcd';

function matches(text: string): readonly string[] {
  const logs = [{ node: 'n1', file: 'etcd.log', text }];
  return checked(logPatterns, [], { logs, logPatterns: etcd.logPatterns }).details.matches.shown.map(
    ({ title }) => title,
  );
}

describe('lines of etcd that tell of a crash', () => {
  it('are found in the logs of every version', () => {
    const text = [
      '2026-11-24 19:39:06.123456 C | etcdmain: open /var/lib/etcd: permission denied',
      '{"level":"panic","ts":"2026-11-24T19:39:06.123Z","caller":"mvcc/store.go:1","msg":"corrupt"}',
      'panic: runtime error: index out of range [3] with length 3',
      'fatal error: concurrent map writes',
    ];
    expect(matches(text.join('\n'))).toEqual([
      'etcd gave up',
      'etcd gave up',
      'etcd panicked',
      'the Go runtime gave up',
    ]);
  });

  it('are none of those that a partition brings', () => {
    const text = [
      '2026-11-24 19:39:06.123456 W | rafthttp: lost the TCP streaming connection with peer 8211f1d0f64f3269',
      '2026-11-24 19:39:06.123456 E | rafthttp: failed to read 8211f1d0f64f3269 on stream Message (unexpected EOF)',
      '2026-11-24 19:39:06.123456 I | raft: 8211f1d0f64f3269 lost leader 91bc3c398fb3c146 at term 3',
      '2026-11-24 19:39:06.123456 N | pkg/osutil: received terminated signal, shutting down...',
      '{"level":"warn","ts":"2026-11-24T19:39:06.123Z","msg":"waiting for ReadIndex response took too long, panic: no"}',
      '2026/11/24 19:39:06 http: panic serving 10.0.0.1:4711: write: broken pipe',
    ];
    expect(matches(text.join('\n'))).toEqual([]);
  });
});
