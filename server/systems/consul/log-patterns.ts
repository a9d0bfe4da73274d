/**
 * What Consul writes when it crashes, and at no other time. Its own log has levels up to error, which a partition brings
 * too; what Go itself writes, and what the command says before it gives up, begins a line of its own.
 *
 *     panic: runtime error: index out of range [3] with length 3
 *     ==> Error starting agent: Failed to start Consul server: Failed to start RPC layer: listen tcp …
 */
import type { LogPattern } from '@/lib/checker/checker';

export const logPatterns: readonly LogPattern[] = [
  { title: 'Consul panicked', pattern: '^panic: ' },
  { title: 'the Go runtime gave up', pattern: '^fatal error: ' },
  { title: 'Consul gave up', pattern: '^==> (?:Error|Failed|failed) ' },
];
