/**
 * Whatever is set up stacks its tear-down first, so that it is undone even when it was only half done. The stack runs
 * from the top, all of it, whatever fails on the way.
 */
import { failureOf } from '../failure';
import type { Reporter } from './testbed';

interface TearDown {
  readonly title: string;
  readonly work: () => Promise<void>;
}

export class TearDowns {
  readonly #stack: TearDown[] = [];

  push(title: string, work: () => Promise<void>): void {
    this.#stack.push({ title, work });
  }

  /** Never rejects: what goes wrong is a failed step and a line of the log, and the first error of a run stays first. */
  async run(report: Reporter): Promise<void> {
    for (let next = this.#stack.pop(); next !== undefined; next = this.#stack.pop()) {
      try {
        await report.step(next.title, undefined, next.work);
      } catch (error) {
        report.log('clew.runner', `${next.title} failed: ${failureOf(error).message}`, 'error');
      }
    }
  }
}
