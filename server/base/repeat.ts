/** Repeats a task until it is stopped, in whatever way a test or the clock says. */
export type Repeat = (intervalMs: number, task: () => Promise<void>) => StopRepeating;

/** Resolves when a turn that is under way has ended; no other begins. */
export type StopRepeating = () => Promise<void>;

/** By the clock. A turn that takes longer than the interval delays the next one; the process may end in between. */
export const repeatByClock: Repeat = (intervalMs, task) => {
  let turn: Promise<void> = Promise.resolve();
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const schedule = () => {
    if (isStopped) return;
    timer = setTimeout(() => {
      turn = task().finally(schedule);
    }, intervalMs);
    timer.unref();
  };
  schedule();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await turn;
  };
};
