/**
 * What stands in Consul's log when it crashed, and at no other time: what Go itself writes, which begins a line of its own.
 * Consul's own lines go up to the level error, which a partition brings, too; and a server that does not start, because its
 * port is taken, says so at that level and has not crashed.
 *
 *     panic: runtime error: index out of range [3] with length 3
 */
import type { LogPattern } from '@/lib/checker/core/checker';

export const logPatterns: readonly LogPattern[] = [
  { title: 'Consul panicked', pattern: '^panic: ' },
  { title: 'the Go runtime gave up', pattern: '^fatal error: ' },
];
