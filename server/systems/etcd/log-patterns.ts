/**
 * What etcd writes when it crashes, and at no other time. etcd 3.4 logs in columns, with C for critical, which it writes
 * on its way out only; later ones log JSON. What Go itself writes begins a line of its own.
 *
 *     2026-11-24 19:39:06.123456 C | etcdserver: …
 *     {"level":"fatal","ts":"2026-11-24T19:39:06.123Z","caller":"etcdmain/etcd.go:204","msg":"…"}
 *     panic: runtime error: index out of range [3] with length 3
 */
import type { LogPattern } from '@/lib/checker/core/checker';

export const logPatterns: readonly LogPattern[] = [
  { title: 'etcd panicked', pattern: '^panic: ' },
  { title: 'the Go runtime gave up', pattern: '^fatal error: ' },
  { title: 'etcd gave up', pattern: '^\\{"level":"(?:panic|fatal)"' },
  { title: 'etcd gave up', pattern: '^\\d{4}-\\d\\d-\\d\\d \\S+ C \\| ' },
];
