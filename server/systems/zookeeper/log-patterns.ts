/** What ZooKeeper, or the Java below it, writes when it crashes, and at no other time. */
import type { LogPattern } from '@/lib/checker/core/checker';

export const logPatterns: readonly LogPattern[] = [
  { title: 'Java crashed', pattern: '^# A fatal error has been detected by the Java Runtime Environment' },
  { title: 'Java ran out of memory', pattern: 'java\\.lang\\.OutOfMemoryError' },
  { title: 'ZooKeeper gave up', pattern: 'Severe unrecoverable error' },
];
