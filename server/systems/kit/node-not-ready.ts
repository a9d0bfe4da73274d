/**
 * A node of the system under test that did not come up. It ends the run as an error, never as a verdict, and shows what
 * the node itself said about it.
 */
import { ClewError } from '../../base/failure';

/** Enough to see a cause and what led to it, short enough to read at a glance. */
export const shownLogLines = 20;

/** A message is one line, and some systems log objects of a page. */
const longestLine = 300;

/** The line that tells why, if one does: what follows it may be a page about how to start the program. */
const telling = /\b(?:not defined|unknown|unrecogni[sz]ed|invalid|unexpected|denied|in use|cannot|could not|failed)\b/i;
const grave = /"level":"(?:fatal|panic)"|^panic: |^\S+ \S+ C \| |\b(?:FATAL|PANIC|ERROR)\b|^error|exception/i;

export class NodeNotReadyError extends ClewError {
  override readonly name = 'NodeNotReadyError';

  /**
   * @param detail.reason ends the sentence that begins with the node and the system: `exited while starting`
   * @param detail.log the end of the node's log; of it, the last lines and the one that tells why are shown
   */
  constructor(
    detail: {
      readonly node: string;
      readonly system: string;
      readonly reason: string;
      readonly cure: string;
      readonly command?: string | undefined;
      readonly log: readonly string[];
    },
    options?: { readonly cause?: unknown },
  ) {
    const { node, system, reason, cure, command, log } = detail;
    const line = tellingLine(log);
    super(
      {
        message: `${node}: ${system} ${reason}${line === undefined ? '' : `: ${line.slice(0, longestLine)}`}`,
        cure,
        node,
        ...(command === undefined ? {} : { command }),
        log: shownLines(log, line),
      },
      options,
    );
  }
}

function tellingLine(log: readonly string[]): string | undefined {
  const line = log.findLast((text) => grave.test(text)) ?? log.find((text) => telling.test(text)) ?? log.at(-1);
  return line?.trim();
}

function shownLines(log: readonly string[], line: string | undefined): readonly string[] {
  if (log.length === 0) return ['(the log is empty)'];
  const last = log.slice(-shownLogLines);
  const isShown = line === undefined || last.some((text) => text.trim() === line);
  return isShown ? last : [line, '…', ...last.slice(2)];
}
