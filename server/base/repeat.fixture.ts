/** What a server does every so often, done when a test says so. */
import { present } from '@/lib/base/assert';
import type { Repeat } from './repeat';

export interface RepeatByHand {
  readonly repeat: Repeat;
  /** One turn of what is done at that interval; nothing where it was stopped. @throws where nothing ever is */
  turn(intervalMs: number): Promise<void>;
}

export function repeatByHand(): RepeatByHand {
  const tasks = new Map<number, () => Promise<void>>();
  return {
    repeat(intervalMs, task) {
      tasks.set(intervalMs, task);
      return async () => void tasks.set(intervalMs, async () => undefined);
    },
    turn: (intervalMs) => present(tasks.get(intervalMs), `what is done every ${intervalMs} ms`)(),
  };
}
