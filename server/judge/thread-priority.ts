/** Linux schedules threads one by one, and knows each by a number of its own; elsewhere all take their turn as equals. */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Where the processors are short, the threads that drive a test come first. */
export function yieldToOthers(): void {
  setNiceness(10);
}

/** Only root may take back that a thread is nice. */
export function takeOwnTurn(): void {
  setNiceness(0);
}

function setNiceness(niceness: number): void {
  try {
    const [, , thread] = readlinkSync('/proc/thread-self').split('/');
    if (thread) setPriority(Number(thread), niceness);
  } catch {
    // It stays as it is.
  }
}
