/** Loaded into a server that a benchmark starts: says how late the server's event loop is, and what the process holds. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** How often it looks; an event loop that has nothing else to do is late by none of it. */
const resolutionMs = 10;

/** Since the one before was asked for. */
export interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly rssMb: number;
}

if (isMainThread && process.send) {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  const lateMs = (nanos: number) => Math.max(0, nanos / 1e6 - resolutionMs);
  histogram.enable();
  process.on('message', () => {
    const told: LoopDelay = {
      p50Ms: lateMs(histogram.percentile(50)),
      p99Ms: lateMs(histogram.percentile(99)),
      maxMs: lateMs(histogram.max),
      rssMb: process.memoryUsage.rss() / 2 ** 20,
    };
    histogram.reset();
    process.send?.(told);
  });
  // The answer is not waited for.
  process.channel?.unref();
}
