/**
 * Whatever is set up stacks its tear-down first, so that it is undone even when it was only half done. The stack runs
 * from the top, all of it, whatever fails or hangs on the way.
 */
import { openly, type Wording, worded } from '@/lib/base/wording';
import { ClewError, failureText } from '../base/failure';
import type { Reporter } from '../systems/kit/client';

/** Commands on nodes have limits of their own, all far below this; what takes longer hangs. */
const limitMs = 120_000;

interface TearDown {
  readonly title: Wording;
  readonly work: () => Promise<void>;
}

export class TearDowns {
  readonly #stack: TearDown[] = [];

  push(title: Wording, work: () => Promise<void>): void {
    this.#stack.push({ title, work });
  }

  /** Never rejects: what goes wrong is a failed step and a line of the log, and the first error of a run stays first. */
  async run(report: Reporter): Promise<void> {
    for (let next = this.#stack.pop(); next !== undefined; next = this.#stack.pop()) {
      const { title, work } = next;
      try {
        await report.step(title, undefined, () => withinLimit(title, work()));
      } catch (error) {
        report.log('clew.runner', worded`${title} failed: ${failureText(error)}`, 'error');
      }
    }
  }
}

async function withinLimit(title: Wording, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, reject) => {
    const message = worded`${title} did not finish within ${openly(limitMs / 1000)} s`;
    timer = setTimeout(() => reject(new ClewError({ message, cure: 'see whether the nodes still answer' })), limitMs);
  });
  try {
    await Promise.race([work, hangs]);
  } finally {
    clearTimeout(timer);
  }
}
