/** What AntiEtcd writes when it ends by itself: that it cannot keep its data, or what Node writes of an error nobody caught. */
import type { LogPattern } from '@/lib/checker/core/checker';

export const logPatterns: readonly LogPattern[] = [
  { title: 'AntiEtcd could not write its data', pattern: '^Error persisting data to disk' },
  { title: 'AntiEtcd crashed', pattern: '^Node\\.js v\\d+\\.' },
];
