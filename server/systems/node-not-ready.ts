/**
 * A node of the system under test that did not come up. It ends the run as an error, never as a verdict, and shows what
 * the node itself said about it.
 */
import { ClewError } from '../failure';

/** Enough to see a cause and what led to it, short enough to read at a glance. */
export const shownLogLines = 20;

export class NodeNotReadyError extends ClewError {
  override readonly name = 'NodeNotReadyError';

  /** @param detail.reason ends the sentence that begins with the node and the system: `exited while starting` */
  constructor(
    detail: {
      readonly node: string;
      readonly system: string;
      readonly reason: string;
      readonly cure: string;
      readonly log: readonly string[];
    },
    options?: { readonly cause?: unknown },
  ) {
    super(
      {
        message: `${detail.node}: ${detail.system} ${detail.reason}`,
        cure: detail.cure,
        node: detail.node,
        log: detail.log.slice(-shownLogLines),
      },
      options,
    );
  }
}
