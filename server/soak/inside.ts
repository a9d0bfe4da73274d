/**
 * Loaded into a server that is to be hurt from within, and by its threads: throws, rejects and eats memory when it is told to
 * over the channel to its parent.
 */
import { basename } from 'node:path';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/** `thread` is the name of its file; without one it is the main thread. */
export interface Hurt {
  readonly how: 'throw' | 'reject' | 'exit' | 'exhaust' | 'hang';
  readonly thread?: string;
}

const channel = new BroadcastChannel('clew-soak');
channel.onmessage = (event) => {
  const { how, thread } = (event as { readonly data: Hurt }).data;
  if (!isMainThread && basename(process.argv[1] ?? '').startsWith(thread ?? '?')) hurt(how);
};
channel.unref();

if (isMainThread && process.send) {
  process.on('message', (order: Hurt) => {
    if (order.thread === undefined) hurt(order.how);
    else channel.postMessage(order);
  });
  process.channel?.unref();
  // A soak that was ended leaves no server behind.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}

function hurt(how: Hurt['how']): void {
  switch (how) {
    case 'throw':
      setTimeout(() => {
        throw new Error('thrown by the soak');
      });
      return;
    case 'reject':
      void Promise.reject(new Error('rejected by the soak'));
      return;
    case 'exit':
      process.exit(1);
      return;
    case 'hang':
      for (;;);
    case 'exhaust': {
      const kept: number[][] = [];
      for (;;) kept.push(new Array(1_000_000).fill(1));
    }
  }
}
